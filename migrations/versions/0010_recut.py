"""recut: which cut of an episode is the current one; new cuts on trial, and what becomes of each placement."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.add_column("episode", sa.Column("current_cut_id", sa.String(length=40), nullable=True))
    # Until now the newest one was it.
    op.execute(
        "UPDATE episode SET current_cut_id = (SELECT cut.id FROM cut WHERE cut.episode_id = episode.id"
        " ORDER BY cut.made_at DESC LIMIT 1)"
    )
    op.create_table(
        "recut",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("workspace_id", sa.String(length=40), nullable=False),
        sa.Column("episode_id", sa.String(length=40), nullable=False),
        sa.Column("from_cut_id", sa.String(length=40), nullable=False),
        sa.Column("cut_id", sa.String(length=40), nullable=True),
        sa.Column("source_name", sa.String(length=200), nullable=False),
        sa.Column("runs", sa.JSON(), nullable=True),
        sa.Column("stills", sa.JSON(), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("progress", sa.Double(), nullable=False),
        sa.Column("why", sa.Text(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease", sa.String(length=40), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "status IN ('waiting', 'matching', 'ready', 'failed', 'confirmed', 'abandoned')",
            name=op.f("ck_recut_status"),
        ),
        sa.ForeignKeyConstraint(
            ["cut_id"], ["cut.id"], name=op.f("fk_recut_cut_id_cut"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["episode_id"], ["episode.id"], name=op.f("fk_recut_episode_id_episode"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["from_cut_id"], ["cut.id"], name=op.f("fk_recut_from_cut_id_cut"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspace.id"],
            name=op.f("fk_recut_workspace_id_workspace"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recut")),
    )
    with op.batch_alter_table("recut", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recut_cut_id"), ["cut_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_recut_episode_id"), ["episode_id"], unique=False)
        batch_op.create_index("ix_recut_waiting", ["status", "leased_until"], unique=False)

    op.create_table(
        "carried",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("recut_id", sa.String(length=40), nullable=False),
        sa.Column("placement_id", sa.String(length=40), nullable=False),
        sa.Column("placement_version", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("share", sa.Double(), nullable=False),
        sa.Column("sure", sa.Double(), nullable=False),
        sa.Column("old_frame", sa.Integer(), nullable=False),
        sa.Column("new_frame", sa.Integer(), nullable=True),
        sa.Column("was", sa.JSON(), nullable=True),
        sa.Column("is_left_out", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("is_renewed", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.CheckConstraint("status IN ('kept', 'moved', 'split', 'lost')", name=op.f("ck_carried_status")),
        sa.ForeignKeyConstraint(
            ["placement_id"],
            ["placement.id"],
            name=op.f("fk_carried_placement_id_placement"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["recut_id"], ["recut.id"], name=op.f("fk_carried_recut_id_recut"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_carried")),
        sa.UniqueConstraint("recut_id", "placement_id", name=op.f("uq_carried_recut_id_placement_id")),
    )
    with op.batch_alter_table("carried", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_carried_placement_id"), ["placement_id"], unique=False)


def downgrade() -> None:
    op.drop_table("carried")
    op.drop_table("recut")
    with op.batch_alter_table("episode", schema=None) as batch_op:
        batch_op.drop_column("current_cut_id")
