//! Scenes of the street: manhole, road, lamp; and the street that others stand in.

use super::Scene;
use super::canvas::{Colour, shade};

const ASPHALT: Colour = [138, 146, 153];
/// Tyres, holes.
pub const DARK: Colour = [45, 49, 56];
const OCHRE: Colour = [168, 98, 58];
const SAND: Colour = [201, 182, 156];

impl Scene<'_> {
    /// Sky, a row of houses and the street in front of them.
    pub fn street(&mut self, horizon: f32) {
        let tint = self.swing(10.0) as i16;
        self.canvas.fade(
            0.0,
            0.0,
            400.0,
            horizon + 2.0,
            shade([172, 188, 202], tint),
            shade([205, 214, 220], tint),
        );
        let mut x = -self.range(0.0, 40.0);
        while x < 400.0 {
            let (w, h) = (self.range(60.0, 120.0), self.range(50.0, horizon - 20.0));
            let colour = shade(SAND, self.swing(22.0) as i16);
            self.canvas.rect(x, horizon - h, w, h, colour);
            for column in 0..(w / 22.0) as usize {
                for row in 0..(h / 26.0) as usize {
                    let (wx, wy) = (
                        x + 7.0 + column as f32 * 22.0,
                        horizon - h + 9.0 + row as f32 * 26.0,
                    );
                    self.canvas.rect(wx, wy, 11.0, 14.0, shade(colour, -38));
                }
            }
            x += w + self.range(0.0, 26.0);
        }
        self.ground(horizon, ASPHALT);
    }

    /// Asphalt with light and dark patches from the horizon down.
    pub fn ground(&mut self, horizon: f32, colour: Colour) {
        self.canvas.fade(
            0.0,
            horizon,
            400.0,
            300.0 - horizon,
            shade(colour, 8),
            shade(colour, -14),
        );
        for _ in 0..26 {
            let (x, y) = (self.range(0.0, 400.0), self.range(horizon + 6.0, 300.0));
            let (rx, shift) = (self.range(10.0, 46.0), self.swing(16.0) as i16);
            self.canvas
                .ellipse(x, y, rx, rx * 0.25, shade(colour, shift), 0.28);
        }
    }

    pub fn manhole(&mut self) {
        self.ground(0.0, shade(ASPHALT, 4));
        let edge = self.range(96.0, 130.0);
        self.canvas.polygon(
            &[(0.0, 0.0), (400.0, 0.0), (400.0, edge), (0.0, edge + 44.0)],
            shade(ASPHALT, 14),
            0.8,
        );
        self.canvas.line(
            (0.0, edge + 46.0),
            (400.0, edge + 2.0),
            3.0,
            shade(ASPHALT, -26),
        );
        let (x, y) = (self.range(180.0, 220.0), self.range(190.0, 212.0));
        self.canvas
            .ellipse(x, y + 4.0, 98.0, 48.0, shade(ASPHALT, -40), 0.7);
        if self.mended {
            self.canvas.ellipse(x, y, 92.0, 43.0, [96, 104, 112], 1.0);
            self.canvas.ellipse(x, y, 82.0, 37.0, [112, 120, 128], 1.0);
            for i in 0..12 {
                let (s, c) = (i as f32 / 12.0 * std::f32::consts::TAU).sin_cos();
                self.canvas.line(
                    (x + 14.0 * c, y + 6.0 * s),
                    (x + 74.0 * c, y + 33.0 * s),
                    3.0,
                    [84, 92, 100],
                );
            }
            return;
        }
        self.canvas.ellipse(x, y, 92.0, 43.0, DARK, 1.0);
        self.canvas
            .ellipse(x, y + 7.0, 80.0, 34.0, shade(DARK, -18), 1.0);
        let turn = self.range(2.6, 3.3);
        let piece: Vec<(f32, f32)> = (0..=14)
            .map(|i| turn + i as f32 / 14.0 * 2.4)
            .map(|a| (x + 88.0 * a.cos(), y + 40.0 * a.sin()))
            .collect();
        let rim = [(x + 18.0, y - 6.0), (x - 22.0, y + 5.0)];
        self.canvas
            .polygon(&[piece.as_slice(), &rim].concat(), [92, 100, 108], 1.0);
        self.canvas.line(
            (x - 60.0, y - 16.0),
            (x - 18.0, y + 2.0),
            5.0,
            [186, 193, 199],
        );
        self.canvas.line(
            (x + 4.0, y - 30.0),
            (x - 8.0, y - 2.0),
            5.0,
            [186, 193, 199],
        );
        let (px, tall) = (self.range(48.0, 72.0), self.range(82.0, 98.0));
        self.canvas
            .ellipse(px + 26.0, 130.0, 36.0, 7.0, shade(ASPHALT, -40), 0.6);
        for (i, colour) in [OCHRE, [240, 240, 236], OCHRE, [240, 240, 236], OCHRE]
            .into_iter()
            .enumerate()
        {
            self.canvas.rect(
                px,
                130.0 - tall + i as f32 * tall / 5.0,
                52.0,
                tall / 5.0 + 0.5,
                colour,
            );
        }
    }

    pub fn road(&mut self) {
        let horizon = self.range(104.0, 124.0);
        self.street(horizon);
        let bend = self.swing(30.0);
        self.canvas.polygon(
            &[
                (184.0 + bend, horizon),
                (222.0 + bend, horizon),
                (430.0, 300.0),
                (-30.0, 300.0),
            ],
            shade(ASPHALT, -22),
            1.0,
        );
        for i in 0..5 {
            let (t, u) = ((i as f32 / 5.0).powi(2), ((i as f32 + 0.5) / 5.0).powi(2));
            let at = |t: f32| (203.0 + bend * (1.0 - t), horizon + (300.0 - horizon) * t);
            self.canvas
                .line(at(t), at(u), 2.0 + 7.0 * t, [226, 219, 190]);
        }
        let (x, y) = (self.range(130.0, 180.0), self.range(220.0, 244.0));
        if self.mended {
            self.canvas.polygon(
                &[
                    (x - 66.0, y - 22.0),
                    (x + 60.0, y - 24.0),
                    (x + 78.0, y + 26.0),
                    (x - 80.0, y + 28.0),
                ],
                shade(ASPHALT, -52),
                1.0,
            );
            return;
        }
        let hole: Vec<(f32, f32)> = (0..18)
            .map(|i| {
                (
                    i as f32 / 18.0 * std::f32::consts::TAU,
                    self.range(0.78, 1.15),
                )
            })
            .map(|(a, r)| (x + 72.0 * r * a.cos(), y + 26.0 * r * a.sin()))
            .collect();
        self.canvas.polygon(&hole, shade(ASPHALT, -64), 1.0);
        self.canvas
            .ellipse(x + 5.0, y + 6.0, 50.0, 14.0, [128, 146, 158], 0.9);
        for _ in 0..9 {
            let (a, b, bend) = (self.swing(110.0), self.swing(34.0), self.swing(12.0));
            self.canvas.line(
                (x + a * 0.6, y + b * 0.8),
                (x + a, y + b + bend),
                1.6,
                shade(ASPHALT, -58),
            );
        }
        for _ in 0..12 {
            let (sx, sy) = (x + self.swing(96.0), y + self.swing(38.0));
            self.canvas
                .ellipse(sx, sy, 4.0, 2.4, shade(ASPHALT, -4), 1.0);
        }
    }

    pub fn lamp(&mut self) {
        self.canvas
            .fade(0.0, 0.0, 400.0, 212.0, [58, 70, 92], [148, 142, 146]);
        let mut x = -20.0;
        while x < 400.0 {
            let (w, h) = (self.range(50.0, 100.0), self.range(50.0, 130.0));
            self.canvas.rect(x, 212.0 - h, w, h, [62, 66, 80]);
            for _ in 0..4 {
                let (wx, wy) = (
                    x + self.range(6.0, w - 14.0),
                    212.0 - self.range(16.0, h - 4.0),
                );
                let lit = self.range(0.0, 1.0) > 0.5;
                self.canvas.rect(
                    wx,
                    wy,
                    9.0,
                    11.0,
                    if lit { [214, 188, 132] } else { [74, 78, 92] },
                );
            }
            x += w + self.range(4.0, 30.0);
        }
        self.ground(210.0, [76, 80, 88]);
        for (i, x) in [
            self.range(86.0, 112.0),
            self.range(228.0, 250.0),
            self.range(318.0, 336.0),
        ]
        .into_iter()
        .enumerate()
        {
            let (top, foot) = (40.0 + i as f32 * 34.0, 276.0 - i as f32 * 22.0);
            let thick = 6.0 - i as f32 * 1.4;
            self.canvas.line((x, top), (x, foot), thick, [42, 46, 54]);
            self.canvas.line(
                (x, top + 2.0),
                (x + 46.0 - i as f32 * 12.0, top - 8.0),
                thick * 0.8,
                [42, 46, 54],
            );
            let (hx, hy) = (x + 50.0 - i as f32 * 12.0, top - 7.0);
            if self.mended || i == 2 {
                for glow in [34.0, 22.0, 12.0] {
                    self.canvas
                        .ellipse(hx, hy + 6.0, glow, glow * 0.8, [250, 224, 160], 0.22);
                }
                self.canvas
                    .ellipse(hx, foot + 2.0, 54.0, 11.0, [214, 190, 140], 0.35);
            }
            self.canvas.ellipse(
                hx,
                hy,
                14.0 - i as f32 * 3.0,
                4.4,
                if self.mended || i == 2 {
                    [252, 236, 190]
                } else {
                    [52, 56, 64]
                },
                1.0,
            );
        }
    }
}
