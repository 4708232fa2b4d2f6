"""eyes: tracks, searches and findings, where a placement is hidden, what was wrong with a film."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "track",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("workspace_id", sa.String(length=40), nullable=False),
        sa.Column("episode_id", sa.String(length=40), nullable=False),
        sa.Column("cut_id", sa.String(length=40), nullable=False),
        sa.Column("placement_id", sa.String(length=40), nullable=True),
        sa.Column("placement_drawn", sa.Integer(), nullable=True),
        sa.Column("start_frame", sa.Integer(), nullable=False),
        sa.Column("end_frame", sa.Integer(), nullable=False),
        sa.Column("from_frame", sa.Integer(), nullable=False),
        sa.Column("until_frame", sa.Integer(), nullable=False),
        sa.Column("known_from", sa.Integer(), nullable=True),
        sa.Column("known_until", sa.Integer(), nullable=True),
        sa.Column("anchors", sa.JSON(), nullable=False),
        sa.Column("keys", sa.JSON(), nullable=False),
        sa.Column("hidden", sa.JSON(), nullable=False),
        sa.Column("weak", sa.JSON(), nullable=False),
        sa.Column("confidence", sa.JSON(), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("progress", sa.Double(), nullable=False),
        sa.Column("why", sa.Text(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease", sa.String(length=40), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "status IN ('waiting', 'following', 'done', 'cancelled', 'failed')", name=op.f("ck_track_status")
        ),
        sa.CheckConstraint("start_frame >= 0 AND end_frame > start_frame", name=op.f("ck_track_span")),
        sa.CheckConstraint(
            "from_frame >= start_frame AND until_frame <= end_frame", name=op.f("ck_track_stretch")
        ),
        sa.ForeignKeyConstraint(["cut_id"], ["cut.id"], name=op.f("fk_track_cut_id_cut"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["episode_id"], ["episode.id"], name=op.f("fk_track_episode_id_episode"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspace.id"],
            name=op.f("fk_track_workspace_id_workspace"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_track")),
    )
    with op.batch_alter_table("track", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_track_cut_id"), ["cut_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_track_episode_id"), ["episode_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_track_placement_id"), ["placement_id"], unique=False)
        batch_op.create_index("ix_track_waiting", ["status", "leased_until"], unique=False)

    op.create_table(
        "search",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("workspace_id", sa.String(length=40), nullable=False),
        sa.Column("episode_id", sa.String(length=40), nullable=False),
        sa.Column("cut_id", sa.String(length=40), nullable=False),
        sa.Column("brand_id", sa.String(length=40), nullable=True),
        sa.Column("products", sa.JSON(), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("progress", sa.Double(), nullable=False),
        sa.Column("why", sa.Text(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease", sa.String(length=40), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "status IN ('waiting', 'looking', 'done', 'cancelled', 'failed')", name=op.f("ck_search_status")
        ),
        sa.ForeignKeyConstraint(
            ["brand_id"], ["organisation.id"], name=op.f("fk_search_brand_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["cut_id"], ["cut.id"], name=op.f("fk_search_cut_id_cut"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["episode_id"], ["episode.id"], name=op.f("fk_search_episode_id_episode"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspace.id"],
            name=op.f("fk_search_workspace_id_workspace"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search")),
    )
    with op.batch_alter_table("search", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_search_cut_id"), ["cut_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_search_episode_id"), ["episode_id"], unique=False)
        batch_op.create_index("ix_search_waiting", ["status", "leased_until"], unique=False)

    op.create_table(
        "finding",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("workspace_id", sa.String(length=40), nullable=False),
        sa.Column("episode_id", sa.String(length=40), nullable=False),
        sa.Column("cut_id", sa.String(length=40), nullable=False),
        sa.Column("search_id", sa.String(length=40), nullable=False),
        sa.Column("product_id", sa.String(length=40), nullable=False),
        sa.Column("start_frame", sa.Integer(), nullable=False),
        sa.Column("end_frame", sa.Integer(), nullable=False),
        sa.Column("at_frame", sa.Integer(), nullable=False),
        sa.Column("box", sa.JSON(), nullable=False),
        sa.Column("confidence", sa.Double(), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("placement_id", sa.String(length=40), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("status IN ('open', 'accepted', 'refused')", name=op.f("ck_finding_status")),
        sa.CheckConstraint("start_frame >= 0 AND end_frame > start_frame", name=op.f("ck_finding_span")),
        sa.ForeignKeyConstraint(
            ["cut_id"], ["cut.id"], name=op.f("fk_finding_cut_id_cut"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["episode_id"], ["episode.id"], name=op.f("fk_finding_episode_id_episode"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["placement_id"],
            ["placement.id"],
            name=op.f("fk_finding_placement_id_placement"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_finding_product_id_product"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["search_id"], ["search.id"], name=op.f("fk_finding_search_id_search"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspace.id"],
            name=op.f("fk_finding_workspace_id_workspace"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding")),
    )
    with op.batch_alter_table("finding", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_finding_cut_id"), ["cut_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_finding_episode_id"), ["episode_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_finding_placement_id"), ["placement_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_finding_product_id"), ["product_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_finding_search_id"), ["search_id"], unique=False)

    op.add_column("placement", sa.Column("track_id", sa.String(length=40), nullable=True))
    op.add_column("placement", sa.Column("drawn", sa.Integer(), server_default="0", nullable=False))
    op.add_column("placement", sa.Column("hidden", sa.JSON(), server_default="[]", nullable=False))
    op.add_column("cut", sa.Column("warnings", sa.JSON(), server_default="[]", nullable=False))
    op.add_column("cut", sa.Column("wants_search", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("cut", schema=None) as batch_op:
        batch_op.drop_column("wants_search")
        batch_op.drop_column("warnings")
    with op.batch_alter_table("placement", schema=None) as batch_op:
        batch_op.drop_column("hidden")
        batch_op.drop_column("drawn")
        batch_op.drop_column("track_id")
    op.drop_table("finding")
    op.drop_table("search")
    op.drop_table("track")
