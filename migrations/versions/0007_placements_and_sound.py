"""placements: several moments as one placement, and how loud a film is where."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    with op.batch_alter_table("placement", schema=None) as batch_op:
        batch_op.add_column(sa.Column("part_of", sa.String(length=40), nullable=True))
    with op.batch_alter_table("cut", schema=None) as batch_op:
        batch_op.add_column(sa.Column("loudness", sa.String(length=200), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("cut", schema=None) as batch_op:
        batch_op.drop_column("loudness")
    with op.batch_alter_table("placement", schema=None) as batch_op:
        batch_op.drop_column("part_of")
