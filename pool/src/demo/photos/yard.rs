//! Scenes in yards: building site, exercise equipment.

use super::Scene;
use super::canvas::{Colour, shade};

impl Scene<'_> {
    pub fn site(&mut self) {
        let horizon = 210.0;
        self.street(horizon);
        let (x, y) = (self.range(120.0, 160.0), self.range(52.0, 76.0));
        self.canvas.rect(x, y + 10.0, 170.0, 160.0, [170, 168, 162]);
        for i in 0..5 {
            self.canvas.rect(
                x - 6.0,
                y + 10.0 + i as f32 * 34.0,
                182.0,
                6.0,
                [138, 136, 132],
            );
            for k in 0..4 {
                self.canvas.rect(
                    x + 12.0 + k as f32 * 40.0,
                    y + 20.0 + i as f32 * 34.0,
                    24.0,
                    20.0,
                    [112, 116, 120],
                );
            }
        }
        for i in 0..9 {
            self.canvas.line(
                (x - 6.0 + i as f32 * 23.0, y + 4.0),
                (x - 6.0 + i as f32 * 23.0, 182.0),
                1.6,
                [96, 122, 104],
            );
        }
        let mast = self.range(60.0, 90.0);
        self.canvas
            .line((mast, 20.0), (mast, 200.0), 7.0, [196, 152, 62]);
        self.canvas.line(
            (mast - 44.0, 30.0),
            (mast + 210.0, 22.0),
            5.0,
            [196, 152, 62],
        );
        self.canvas
            .line((mast, 8.0), (mast + 150.0, 24.0), 1.6, [120, 104, 70]);
        self.canvas.line(
            (mast + 140.0, 26.0),
            (mast + 140.0, 58.0),
            1.6,
            [70, 70, 70],
        );
        for i in 0..10 {
            let plate = if i % 2 == 0 {
                [92, 128, 148]
            } else {
                [222, 222, 216]
            };
            self.canvas.rect(i as f32 * 41.0, 178.0, 41.0, 46.0, plate);
        }
        self.ground(222.0, [160, 150, 134]);
        if !self.mended {
            let (px, tall) = (self.range(200.0, 280.0), self.range(34.0, 48.0));
            self.canvas.polygon(
                &[
                    (px - 80.0, 276.0),
                    (px - 20.0, 276.0 - tall),
                    (px + 24.0, 276.0 - tall * 0.8),
                    (px + 86.0, 276.0),
                ],
                [186, 164, 126],
                1.0,
            );
            self.canvas.polygon(
                &[
                    (px - 20.0, 276.0 - tall),
                    (px + 24.0, 276.0 - tall * 0.8),
                    (px + 86.0, 276.0),
                    (px + 10.0, 276.0),
                ],
                [168, 146, 110],
                1.0,
            );
        }
    }

    pub fn fitness(&mut self) {
        self.street(110.0);
        self.canvas.rect(0.0, 110.0, 400.0, 40.0, [120, 140, 104]);
        for i in 0..11 {
            let (y, size) = (112.0 + self.swing(8.0), self.range(20.0, 34.0));
            let leaf = shade([112, 134, 98], self.swing(14.0) as i16);
            self.canvas
                .ellipse(i as f32 * 40.0, y, size, size * 0.7, leaf, 1.0);
        }
        self.ground(146.0, [160, 122, 104]);
        let (blue, yellow): (Colour, Colour) = ([62, 98, 138], [206, 164, 72]);
        let x = self.range(54.0, 84.0);
        for post in [x, x + 120.0] {
            self.canvas
                .ellipse(post, 262.0, 18.0, 5.0, [112, 88, 76], 0.8);
            self.canvas.line((post, 96.0), (post, 262.0), 8.0, blue);
            self.canvas.rect(post - 4.0, 92.0, 8.0, 12.0, yellow);
        }
        self.canvas
            .line((x, 110.0), (x + 120.0, 110.0), 6.0, yellow);
        for (i, hang) in [30.0, 90.0].into_iter().enumerate() {
            let broken = i == 1 && !self.mended;
            let (sway, low) = if broken { (26.0, 226.0) } else { (0.0, 206.0) };
            self.canvas.line(
                (x + hang - 14.0, 112.0),
                (x + hang - 14.0 + sway, 204.0),
                3.6,
                blue,
            );
            self.canvas.line(
                (x + hang + 14.0, 112.0),
                (x + hang + 14.0, if broken { 150.0 } else { 204.0 }),
                3.6,
                blue,
            );
            self.canvas.line(
                (x + hang - 18.0 + sway, 206.0),
                (x + hang + 18.0 + sway * 0.3, low),
                7.0,
                yellow,
            );
        }
        let wx = self.range(276.0, 306.0);
        self.canvas.line((wx, 150.0), (wx, 256.0), 9.0, blue);
        self.canvas.ellipse(wx, 148.0, 42.0, 42.0, yellow, 1.0);
        self.canvas
            .ellipse(wx, 148.0, 34.0, 34.0, [176, 172, 164], 1.0);
        let turn = if self.mended { 0.0f32 } else { 0.5 };
        for i in 0..3 {
            let (s, c) = (turn + i as f32 / 3.0 * std::f32::consts::PI).sin_cos();
            self.canvas.line(
                (wx - 36.0 * c, 148.0 - 36.0 * s),
                (wx + 36.0 * c, 148.0 + 36.0 * s),
                4.0,
                yellow,
            );
        }
        if !self.mended {
            for i in 0..6 {
                let cx = 30.0 + i as f32 * 64.0;
                let colour = if i % 2 == 0 {
                    [196, 84, 62]
                } else {
                    [232, 228, 220]
                };
                self.canvas.line(
                    (cx, 226.0 + (i % 3) as f32 * 3.0),
                    (cx + 64.0, 226.0 + ((i + 1) % 3) as f32 * 3.0),
                    4.0,
                    colour,
                );
            }
        }
    }
}
