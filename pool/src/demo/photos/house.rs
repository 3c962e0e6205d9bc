//! Scenes at houses: damp wall, stairwell, loose cables.

use super::Scene;
use super::canvas::{Colour, shade};

const PLASTER: Colour = [208, 200, 188];

impl Scene<'_> {
    pub fn wall(&mut self) {
        let plaster = shade(PLASTER, self.swing(10.0) as i16);
        self.canvas.fade(
            0.0,
            0.0,
            400.0,
            300.0,
            shade(plaster, 8),
            shade(plaster, -12),
        );
        let x = self.range(220.0, 260.0);
        self.canvas.rect(x, 66.0, 104.0, 128.0, [232, 230, 224]);
        self.canvas
            .rect(x + 9.0, 75.0, 40.0, 110.0, [150, 170, 184]);
        self.canvas
            .rect(x + 55.0, 75.0, 40.0, 110.0, [160, 178, 190]);
        self.canvas
            .rect(x - 6.0, 194.0, 116.0, 8.0, [188, 182, 172]);
        self.canvas.rect(0.0, 262.0, 400.0, 38.0, [150, 126, 102]);
        self.canvas.rect(0.0, 256.0, 400.0, 7.0, [226, 220, 210]);
        self.canvas
            .rect(x + 2.0, 212.0, 100.0, 38.0, [222, 220, 214]);
        for i in 0..9 {
            self.canvas.line(
                (x + 8.0 + i as f32 * 11.0, 214.0),
                (x + 8.0 + i as f32 * 11.0, 248.0),
                2.0,
                [192, 190, 184],
            );
        }
        if self.mended {
            return;
        }
        let (sx, sy) = (self.range(70.0, 120.0), self.range(30.0, 60.0));
        for ring in 0..4 {
            let shrink = 1.0 - ring as f32 * 0.2;
            let points: Vec<(f32, f32)> = (0..20)
                .map(|i| {
                    (
                        i as f32 / 20.0 * std::f32::consts::TAU,
                        self.range(0.8, 1.2) * shrink,
                    )
                })
                .map(|(a, r)| (sx + 82.0 * r * a.cos(), sy + 60.0 * r * a.sin()))
                .collect();
            self.canvas.polygon(&points, [150, 132, 100], 0.26);
        }
        for _ in 0..7 {
            let (dx, long, lean) = (self.swing(60.0), self.range(40.0, 130.0), self.swing(5.0));
            self.canvas.line(
                (sx + dx, sy + 30.0),
                (sx + dx + lean, sy + 30.0 + long),
                3.0,
                shade(plaster, -34),
            );
        }
        for _ in 0..22 {
            let (dx, dy, size) = (self.swing(76.0), self.swing(50.0), self.range(1.5, 5.0));
            self.canvas
                .ellipse(sx + dx, sy + dy, size, size * 0.8, [92, 92, 80], 0.55);
        }
        self.canvas.polygon(
            &[
                (sx - 20.0, sy + 4.0),
                (sx + 26.0, sy - 8.0),
                (sx + 34.0, sy + 22.0),
                (sx - 6.0, sy + 34.0),
            ],
            [170, 160, 148],
            1.0,
        );
    }

    pub fn stair(&mut self) {
        let plaster = shade([196, 194, 188], self.swing(10.0) as i16);
        self.canvas.fade(
            0.0,
            0.0,
            400.0,
            300.0,
            shade(plaster, 10),
            shade(plaster, -16),
        );
        self.canvas.polygon(
            &[(0.0, 168.0), (400.0, 128.0), (400.0, 300.0), (0.0, 300.0)],
            [128, 148, 136],
            0.55,
        );
        for i in 0..8 {
            let (x, y) = (178.0 + i as f32 * 29.0, 268.0 - i as f32 * 25.0);
            self.canvas.polygon(
                &[(x, y), (420.0, y), (420.0, 300.0), (x, 300.0)],
                [152 - i * 3, 150 - i * 3, 146 - i * 3],
                1.0,
            );
            self.canvas.rect(x, y, 242.0, 5.0, [178, 176, 170]);
        }
        self.canvas
            .line((186.0, 200.0), (400.0, 16.0), 6.0, [112, 78, 56]);
        for i in 0..8 {
            let x = 190.0 + i as f32 * 29.0;
            self.canvas.line(
                (x, 196.0 - i as f32 * 25.0),
                (x, 268.0 - i as f32 * 25.0),
                2.6,
                [92, 96, 100],
            );
        }
        self.canvas.rect(26.0, 62.0, 82.0, 176.0, [122, 96, 76]);
        self.canvas.rect(32.0, 68.0, 70.0, 166.0, [140, 112, 90]);
        self.canvas
            .ellipse(94.0, 152.0, 4.0, 4.0, [214, 200, 150], 1.0);
        self.canvas.polygon(
            &[(0.0, 238.0), (190.0, 238.0), (190.0, 300.0), (0.0, 300.0)],
            [164, 160, 152],
            1.0,
        );
        if self.mended {
            return;
        }
        for i in 0..5 {
            let (x, w, h) = (
                14.0 + i as f32 * 32.0,
                self.range(32.0, 48.0),
                self.range(24.0, 60.0),
            );
            let brown = shade([172, 138, 98], self.swing(22.0) as i16);
            let y = 276.0 - h + self.swing(6.0);
            self.canvas.rect(x, y, w, h, brown);
            self.canvas.rect(x, y, w, 5.0, shade(brown, 18));
            self.canvas
                .rect(x + w / 2.0 - 3.0, y, 6.0, h, shade(brown, -22));
        }
        let (x, y) = (self.range(118.0, 150.0), 250.0);
        for wheel in [0.0, 64.0] {
            self.canvas
                .ellipse(x + wheel, y, 24.0, 24.0, [56, 60, 66], 1.0);
            self.canvas
                .ellipse(x + wheel, y, 18.0, 18.0, [164, 162, 156], 1.0);
        }
        for (a, b) in [
            ((0.0, 0.0), (22.0, -36.0)),
            ((22.0, -36.0), (60.0, -36.0)),
            ((64.0, 0.0), (56.0, -48.0)),
            ((28.0, 0.0), (60.0, -34.0)),
            ((0.0, 0.0), (28.0, 0.0)),
            ((46.0, -50.0), (64.0, -54.0)),
        ] {
            self.canvas
                .line((x + a.0, y + a.1), (x + b.0, y + b.1), 4.0, [148, 72, 58]);
        }
    }

    pub fn cable(&mut self) {
        let brick = shade([186, 164, 142], self.swing(12.0) as i16);
        self.canvas
            .fade(0.0, 0.0, 400.0, 300.0, shade(brick, 6), shade(brick, -10));
        for row in 0..3 {
            for column in 0..3 {
                let (x, y) = (40.0 + column as f32 * 132.0, 16.0 + row as f32 * 90.0);
                self.canvas.rect(x, y, 56.0, 56.0, [228, 224, 216]);
                self.canvas
                    .rect(x + 5.0, y + 5.0, 21.0, 46.0, [118, 138, 150]);
                self.canvas
                    .rect(x + 30.0, y + 5.0, 21.0, 46.0, [128, 146, 158]);
                self.canvas
                    .rect(x - 3.0, y + 56.0, 62.0, 5.0, shade(brick, -34));
            }
        }
        self.canvas.rect(0.0, 262.0, 400.0, 38.0, [136, 140, 142]);
        let tidy = self.mended;
        for i in 0..if tidy { 3 } else { 4 } {
            let (ya, yb) = (self.range(70.0, 100.0), self.range(70.0, 120.0));
            let (sag, width) = (
                if tidy { 3.0 } else { self.range(14.0, 90.0) },
                self.range(1.6, 3.4),
            );
            let level = if tidy { 84.0 + i as f32 * 5.0 } else { ya };
            self.canvas.hang(
                (-5.0, level),
                (405.0, if tidy { level } else { yb }),
                sag,
                width,
                [44, 46, 52],
            );
        }
        if tidy {
            return;
        }
        for _ in 0..2 {
            let (x, lean) = (self.range(70.0, 330.0), self.swing(26.0));
            self.canvas
                .hang((x, 72.0), (x + lean, 236.0), 5.0, 2.6, [60, 58, 56]);
            self.canvas
                .rect(x + lean - 15.0, 234.0, 30.0, 11.0, [228, 226, 220]);
            for hole in 0..3 {
                self.canvas.rect(
                    x + lean - 11.0 + hole as f32 * 9.0,
                    237.0,
                    4.0,
                    4.0,
                    [70, 72, 76],
                );
            }
        }
    }
}
