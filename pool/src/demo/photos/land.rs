//! Scenes of the open land: river, trees, fields.

use super::Scene;
use super::canvas::{Colour, shade};

const LEAF: Colour = [112, 134, 96];

impl Scene<'_> {
    fn sky(&mut self, horizon: f32) {
        let tint = self.swing(12.0) as i16;
        self.canvas.fade(
            0.0,
            0.0,
            400.0,
            horizon + 2.0,
            shade([168, 190, 206], tint),
            shade([214, 220, 220], tint),
        );
        let mut hills = vec![(0.0, horizon)];
        let base = self.range(20.0, 40.0);
        for i in 0..9 {
            hills.push((i as f32 * 50.0, horizon - base - self.swing(18.0)));
        }
        hills.push((400.0, horizon));
        self.canvas.polygon(&hills, [150, 168, 166], 1.0);
    }

    fn crown(&mut self, x: f32, y: f32, size: f32, colour: Colour) {
        for _ in 0..9 {
            let (dx, dy, r) = (
                self.swing(size * 0.6),
                self.swing(size * 0.45),
                self.range(0.42, 0.62),
            );
            self.canvas.ellipse(
                x + dx,
                y + dy,
                size * r,
                size * r * 0.85,
                shade(colour, self.swing_fixed(dx - dy)),
                1.0,
            );
        }
    }

    pub fn river(&mut self) {
        let horizon = self.range(92.0, 108.0);
        self.sky(horizon);
        self.canvas
            .rect(0.0, horizon - 2.0, 400.0, 14.0, [132, 142, 112]);
        for i in 0..8 {
            let (y, size) = (horizon - 6.0 + self.swing(5.0), self.range(22.0, 34.0));
            self.crown(i as f32 * 56.0, y, size, LEAF);
        }
        self.canvas.polygon(
            &[
                (0.0, horizon + 8.0),
                (400.0, horizon + 8.0),
                (400.0, 210.0),
                (0.0, 262.0),
            ],
            [124, 148, 158],
            1.0,
        );
        for _ in 0..22 {
            let (x, y, long) = (
                self.range(0.0, 380.0),
                self.range(horizon + 14.0, 226.0),
                self.range(16.0, 60.0),
            );
            self.canvas
                .line((x, y), (x + long, y - long * 0.05), 1.6, [150, 172, 180]);
        }
        self.canvas.polygon(
            &[(0.0, 250.0), (400.0, 198.0), (400.0, 300.0), (0.0, 300.0)],
            [176, 172, 162],
            1.0,
        );
        self.canvas
            .line((0.0, 250.0), (400.0, 198.0), 7.0, [148, 144, 136]);
        let gap = if self.mended { 99 } else { 3 + self.below(2) };
        for i in 0..8 {
            let (x, y) = (14.0 + i as f32 * 54.0, 252.0 - i as f32 * 7.0);
            if i == gap {
                // The broken post leans over the water.
                self.canvas
                    .line((x, y), (x + 20.0, y - 30.0), 7.0, [196, 194, 188]);
                continue;
            }
            self.canvas
                .rect(x - 5.0, y - 66.0, 10.0, 68.0, [214, 212, 206]);
            self.canvas
                .rect(x - 7.0, y - 70.0, 14.0, 7.0, [226, 224, 218]);
            if i + 1 != gap {
                for rail in [56.0, 36.0, 16.0] {
                    self.canvas.line(
                        (x, y - rail),
                        (x + 54.0, y - 7.0 - rail),
                        4.4,
                        [200, 198, 192],
                    );
                }
            } else {
                self.canvas
                    .line((x, y - 36.0), (x + 30.0, y - 12.0), 4.4, [200, 198, 192]);
            }
        }
    }

    pub fn tree(&mut self) {
        let horizon = self.range(128.0, 146.0);
        self.street(horizon);
        self.canvas.fade(
            0.0,
            horizon,
            400.0,
            300.0 - horizon,
            [136, 152, 112],
            [116, 132, 94],
        );
        self.canvas.polygon(
            &[
                (210.0, horizon),
                (240.0, horizon),
                (420.0, 300.0),
                (230.0, 300.0),
            ],
            [186, 180, 168],
            1.0,
        );
        for (x, size) in [(330.0, 34.0), (284.0, 26.0)] {
            self.canvas
                .line((x, horizon - 20.0), (x, horizon + 26.0), 6.0, [104, 84, 66]);
            self.crown(x, horizon - 42.0, size, LEAF);
        }
        let x = self.range(98.0, 132.0);
        let bark: Colour = [108, 88, 70];
        self.canvas.polygon(
            &[
                (x - 13.0, 272.0),
                (x + 15.0, 272.0),
                (x + 8.0, 90.0),
                (x - 5.0, 90.0),
            ],
            bark,
            1.0,
        );
        if self.mended {
            self.crown(x, 78.0, 66.0, shade(LEAF, 6));
            return;
        }
        for (dx, dy, w) in [
            (-62.0, -66.0, 7.0),
            (54.0, -58.0, 7.0),
            (-30.0, -90.0, 5.0),
            (26.0, -96.0, 5.0),
            (76.0, -20.0, 5.0),
        ] {
            let end = (x + dx + self.swing(8.0), 126.0 + dy + self.swing(8.0));
            self.canvas.line((x, 128.0), end, w, bark);
            for _ in 0..3 {
                let tip = (end.0 + self.swing(26.0), end.1 - self.range(4.0, 26.0));
                self.canvas.line(end, tip, 2.2, shade(bark, 8));
            }
        }
        self.crown(x - 54.0, 66.0, 26.0, [146, 132, 88]);
        self.canvas
            .line((x + 30.0, 214.0), (x + 138.0, 252.0), 9.0, bark);
        self.canvas
            .line((x + 90.0, 236.0), (x + 128.0, 214.0), 4.0, bark);
        self.crown(x + 148.0, 246.0, 24.0, [134, 130, 86]);
        self.canvas
            .hang((-5.0, 44.0), (405.0, 36.0), 16.0, 2.0, [52, 54, 58]);
        self.canvas
            .hang((-5.0, 56.0), (405.0, 48.0), 18.0, 2.0, [52, 54, 58]);
    }

    pub fn field(&mut self) {
        let horizon = self.range(112.0, 128.0);
        self.sky(horizon);
        self.canvas.fade(
            0.0,
            horizon,
            400.0,
            300.0 - horizon,
            [176, 168, 118],
            [150, 142, 92],
        );
        let vanish = (self.range(190.0, 230.0), horizon);
        for i in 0..22 {
            let x = i as f32 * 62.0 - 480.0;
            self.canvas.line(vanish, (x, 300.0), 2.4, [138, 130, 84]);
        }
        for i in 0..4 {
            let x = 24.0 + i as f32 * 52.0;
            let roof = shade([150, 92, 72], self.swing(14.0) as i16);
            self.canvas
                .rect(x, horizon - 22.0, 40.0, 24.0, [214, 204, 188]);
            self.canvas.polygon(
                &[
                    (x - 5.0, horizon - 22.0),
                    (x + 8.0, horizon - 38.0),
                    (x + 34.0, horizon - 38.0),
                    (x + 45.0, horizon - 22.0),
                ],
                roof,
                1.0,
            );
            self.canvas
                .rect(x + 15.0, horizon - 14.0, 9.0, 16.0, [112, 92, 76]);
        }
        let road: Colour = [168, 162, 152];
        self.canvas.polygon(
            &[
                (vanish.0 - 5.0, horizon),
                (vanish.0 + 6.0, horizon),
                (330.0, 300.0),
                (90.0, 300.0),
            ],
            road,
            1.0,
        );
        for (i, x) in [270.0, 312.0, 372.0].into_iter().enumerate() {
            let tall = 52.0 + i as f32 * 30.0;
            let foot = horizon + 10.0 + i as f32 * 26.0;
            self.canvas
                .line((x, foot - tall), (x, foot), 3.0 + i as f32, [98, 88, 78]);
            self.crown(x, foot - tall - 8.0, 18.0 + i as f32 * 9.0, shade(LEAF, -6));
        }
        if self.mended {
            return;
        }
        for _ in 0..6 {
            let (x, y) = (205.0 + self.swing(70.0), self.range(212.0, 286.0));
            let rx = self.range(16.0, 40.0);
            self.canvas
                .ellipse(x, y, rx, rx * 0.26, shade(road, -44), 1.0);
            self.canvas
                .ellipse(x + 2.0, y + 2.0, rx * 0.7, rx * 0.15, [146, 158, 162], 1.0);
        }
    }
}
