"""The reliability diagram as a picture that needs no library."""

from __future__ import annotations

from collections.abc import Sequence

from models.measures import Bin

_SIDE, _LEFT, _TOP = 320, 52, 24
_TICKS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)


def svg(bins: Sequence[Bin], error: float) -> str:
    """Draw the share of opportunities against their probability; the nearer to the diagonal, the better."""
    largest = max(one.passages for one in bins)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_SIDE + 80} {_SIDE + 84}" role="img" '
        f'aria-label="Reliability of the opportunity probability, calibration error {error:.3f}" '
        'font-family="sans-serif" font-size="12">',
        '<rect width="100%" height="100%" fill="white"/>',
        f'<rect x="{_LEFT}" y="{_TOP}" width="{_SIDE}" height="{_SIDE}" fill="none" stroke="#767676"/>',
        f'<line x1="{_x(0)}" y1="{_y(0)}" x2="{_x(1)}" y2="{_y(1)}" stroke="#767676" stroke-dasharray="4 4"/>',
    ]
    for tick in _TICKS:
        parts.append(f'<text x="{_x(tick)}" y="{_TOP + _SIDE + 18}" text-anchor="middle">{tick:.1f}</text>')
        parts.append(f'<text x="{_LEFT - 8}" y="{_y(tick) + 4}" text-anchor="end">{tick:.1f}</text>')
    points = " ".join(f"{_x(one.probability)},{_y(one.share)}" for one in bins)
    parts.append(f'<polyline points="{points}" fill="none" stroke="#00539b" stroke-width="2"/>')
    for one in bins:
        radius = 3 + 7 * (one.passages / largest) ** 0.5
        parts.append(
            f'<circle cx="{_x(one.probability)}" cy="{_y(one.share)}" r="{radius:.1f}" fill="#00539b" '
            f'fill-opacity="0.6"><title>{one.passages} passages</title></circle>'
        )
    parts.append(f'<text x="{_x(0.5)}" y="{_TOP + _SIDE + 40}" text-anchor="middle">probability given</text>')
    parts.append(
        f'<text x="14" y="{_y(0.5)}" text-anchor="middle" transform="rotate(-90 14 {_y(0.5)})">share that is one</text>'
    )
    parts.append(f'<text x="{_x(0.5)}" y="16" text-anchor="middle">calibration error {error:.3f}</text>')
    return "\n".join([*parts, "</svg>", ""])


def _x(value: float) -> float:
    return round(_LEFT + value * _SIDE, 1)


def _y(value: float) -> float:
    return round(_TOP + (1 - value) * _SIDE, 1)
