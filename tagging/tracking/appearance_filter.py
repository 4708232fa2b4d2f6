"""Where a thing is: a correlation filter over many channels with a spatial mask (CSR-DCF, 2017)."""

from dataclasses import dataclass

import numpy as np

from tagging.tracking.appearance_channels import Floats

_STRENGTH = 0.01
_STEPS = 3
_MU = 5.0
_BETA = 3.0


@dataclass(frozen=True, slots=True)
class Peak:
    """Where the filter answers most: offset from the middle in cells, and how lonely that peak is."""

    dx: float
    dy: float
    height: float
    sharpness: float  # peak to sidelobe ratio
    second: float  # next peak's height over the best one's, 0..1


class Filter:
    """Answers with a narrow peak where its thing is, for patches on a grid of (rows, columns) cells."""

    def __init__(self, rows: int, columns: int, box_cells: tuple[float, float]) -> None:
        self.shape = (rows, columns)
        self.window = np.outer(np.hanning(rows + 2)[1:-1], np.hanning(columns + 2)[1:-1]).astype(np.float32)
        sigma = float(np.sqrt(box_cells[0] * box_cells[1])) * 0.08
        down = np.arange(rows, dtype=np.float32) - rows // 2
        across = np.arange(columns, dtype=np.float32) - columns // 2
        wanted = np.exp(-0.5 * (down[:, None] ** 2 + across[None] ** 2) / sigma**2)
        self._goal = np.fft.rfft2(np.fft.ifftshift(wanted)).astype(np.complex64)
        self._answer: np.ndarray | None = None
        self._trust: Floats | None = None
        self._asks: np.ndarray | None = None
        self.clear = max(2, round(min(box_cells) * 0.25))

    def copy(self) -> "Filter":
        other = object.__new__(Filter)
        other.__dict__.update(self.__dict__)
        return other

    def learn(self, looks: Floats, mask: Floats, rate: float) -> None:
        """Takes in a patch with the thing in the middle; `mask` (rows, columns) says which cells are its."""
        spectrum = np.fft.rfft2(looks * self.window).astype(np.complex64)
        answer = self._solve(spectrum, mask)
        heights = np.fft.irfft2(answer.conj() * spectrum, s=self.shape).reshape(len(looks), -1).max(1)
        trust = np.maximum(heights, 1e-6).astype(np.float32)
        trust /= trust.sum()
        self._asks = None
        if self._answer is None or self._trust is None:
            self._answer, self._trust = answer, trust
        else:
            self._answer = (1 - rate) * self._answer + rate * answer
            self._trust = (1 - rate) * self._trust + rate * trust

    def _solve(self, spectrum: np.ndarray, mask: Floats) -> np.ndarray:
        cross = spectrum * self._goal.conj()
        power = np.abs(spectrum) ** 2
        weak = _STRENGTH * float(power.mean())
        mu = _MU * weak
        held = np.fft.rfft2(np.fft.irfft2(cross / (power + weak), s=self.shape) * mask).astype(np.complex64)
        dual = np.zeros_like(held)
        for _ in range(_STEPS):
            free = (cross + mu * held - dual) / (power + mu)
            kept = np.fft.irfft2(mu * free + dual, s=self.shape) * (mask / (weak + mu))
            held = np.fft.rfft2(kept).astype(np.complex64)
            dual = dual + mu * (free - held)
            mu *= _BETA
        return held

    def respond(self, looks: Floats) -> Floats:
        """(rows, columns) the answer at every offset, the middle being no offset."""
        assert self._answer is not None and self._trust is not None
        spectrum = np.fft.rfft2(looks * self.window)
        if self._asks is None:
            self._asks = self._trust[:, None, None] * self._answer.conj()
        total = np.einsum("nij,nij->ij", self._asks, spectrum)
        return np.fft.fftshift(np.fft.irfft2(total, s=self.shape)).astype(np.float32)


def peak_of(answer: Floats, clear: int) -> Peak:
    """The best point of an answer, to a fraction of a cell, and how it stands out beyond `clear` cells."""
    rows, columns = answer.shape
    row, column = divmod(int(np.argmax(answer)), columns)
    height = float(answer[row, column])
    rest = answer.copy()
    rest[max(0, row - clear) : row + clear + 1, max(0, column - clear) : column + clear + 1] = np.nan
    side = rest[~np.isnan(rest)]
    if not side.size:
        side = np.zeros(1, np.float32)
    spread = float(side.std()) + 1e-6
    dy = _vertex(answer[:, column], row)
    dx = _vertex(answer[row], column)
    second = float(np.clip(side.max() / max(height, 1e-6), 0.0, 1.0)) if height > 0 else 1.0
    return Peak(
        column + dx - columns // 2,
        row + dy - rows // 2,
        height,
        (height - float(side.mean())) / spread,
        second,
    )


def _vertex(line: Floats, at: int) -> float:
    if not 0 < at < len(line) - 1:
        return 0.0
    before, here, after = (float(v) for v in line[at - 1 : at + 2])
    bend = before - 2 * here + after
    return 0.0 if bend >= -1e-9 else float(np.clip((before - after) / (2 * bend), -0.5, 0.5))
