"""watching: captions, and viewers who can be forgotten quickly."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "caption",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("cut_id", sa.String(length=40), nullable=False),
        sa.Column("language", sa.String(length=35), nullable=False),
        sa.Column("label", sa.String(length=80), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["cut_id"], ["cut.id"], name=op.f("fk_caption_cut_id_cut"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_caption")),
        sa.UniqueConstraint("cut_id", "language", name=op.f("uq_caption_cut_id_language")),
    )
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.create_index("ix_event_viewer", ["viewer"], unique=False)
    with op.batch_alter_table("sale_order", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sale_order_viewer"), ["viewer"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("sale_order", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sale_order_viewer"))
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.drop_index("ix_event_viewer")
    op.drop_table("caption")
