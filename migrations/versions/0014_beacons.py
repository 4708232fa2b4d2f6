"""beacons: which Parquet files hold the events, which ids were here, and who is to be forgotten in them."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.create_table(
        "event_part",
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("rows", sa.BigInteger(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("dropped_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_event_part")),
    )
    with op.batch_alter_table("event_part", schema=None) as batch_op:
        batch_op.create_index("ix_event_part_day", ["day"], unique=False)
    op.create_table(
        "event_seen",
        sa.Column("digest", sa.LargeBinary(length=16), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_event_seen")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "event_forgetting",
        sa.Column("viewer", sa.String(length=64), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("viewer", name=op.f("pk_event_forgetting")),
    )


def downgrade() -> None:
    op.drop_table("event_forgetting")
    op.drop_table("event_seen")
    op.drop_table("event_part")
