"""linting: what a series is checked for, faces and burnt-in captions of each cut."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "lint_rules",
        sa.Column("series_id", sa.String(length=40), nullable=False),
        sa.Column("workspace_id", sa.String(length=40), nullable=False),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["series_id"], ["series.id"], name=op.f("fk_lint_rules_series_id_series"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspace.id"],
            name=op.f("fk_lint_rules_workspace_id_workspace"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("series_id", name=op.f("pk_lint_rules")),
    )
    with op.batch_alter_table("lint_rules", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_lint_rules_workspace_id"), ["workspace_id"], unique=False)

    op.create_table(
        "sight",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("workspace_id", sa.String(length=40), nullable=False),
        sa.Column("cut_id", sa.String(length=40), nullable=False),
        sa.Column("faces", sa.JSON(), nullable=False),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("progress", sa.Double(), nullable=False),
        sa.Column("why", sa.Text(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease", sa.String(length=40), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "status IN ('waiting', 'looking', 'done', 'failed')", name=op.f("ck_sight_status")
        ),
        sa.ForeignKeyConstraint(["cut_id"], ["cut.id"], name=op.f("fk_sight_cut_id_cut"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspace.id"],
            name=op.f("fk_sight_workspace_id_workspace"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sight")),
        sa.UniqueConstraint("cut_id", name=op.f("uq_sight_cut_id")),
    )
    with op.batch_alter_table("sight", schema=None) as batch_op:
        batch_op.create_index("ix_sight_waiting", ["status", "leased_until"], unique=False)


def downgrade() -> None:
    op.drop_table("sight")
    op.drop_table("lint_rules")
