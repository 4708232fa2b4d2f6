"""The film for HLS: three renditions, packaged once, their playlists written when they are asked for."""
