//! Scenes at the kerb: shop, bins, parked cars.

use super::Scene;
use super::canvas::{Colour, shade};
use super::street::DARK;

impl Scene<'_> {
    pub fn shop(&mut self) {
        let wall = shade([190, 178, 160], self.swing(14.0) as i16);
        self.canvas.rect(0.0, 0.0, 400.0, 200.0, wall);
        let sign = [[122, 62, 52], [56, 92, 104], [88, 104, 66], [60, 76, 120]][self.below(4)];
        self.canvas.rect(28.0, 26.0, 344.0, 40.0, sign);
        for i in 0..4 {
            self.canvas
                .rect(130.0 + i as f32 * 38.0, 35.0, 24.0, 22.0, shade(sign, 96));
        }
        self.canvas.rect(40.0, 78.0, 320.0, 124.0, [88, 96, 102]);
        for i in 0..4 {
            self.canvas
                .rect(46.0 + i as f32 * 79.0, 84.0, 71.0, 118.0, [128, 142, 148]);
        }
        self.canvas.polygon(
            &[(28.0, 66.0), (372.0, 66.0), (388.0, 96.0), (12.0, 96.0)],
            shade(sign, 34),
            1.0,
        );
        self.ground(200.0, [168, 166, 160]);
        for i in 0..16 {
            self.canvas
                .rect(i as f32 * 26.0 - 4.0, 262.0, 22.0, 15.0, [206, 176, 92]);
        }
        if self.mended {
            return;
        }
        for i in 0..7 {
            let (x, y) = (
                38.0 + i as f32 * 47.0 + self.swing(8.0),
                222.0 + self.range(0.0, 34.0),
            );
            let crate_colour = [[150, 112, 72], [92, 116, 96], [166, 140, 104]][self.below(3)];
            self.canvas
                .ellipse(x + 21.0, y + 30.0, 27.0, 6.0, [112, 110, 106], 0.6);
            self.canvas.rect(x, y, 42.0, 28.0, crate_colour);
            self.canvas
                .rect(x, y + 12.0, 42.0, 3.0, shade(crate_colour, -26));
            let fruit = [[196, 92, 62], [214, 164, 70], [122, 150, 78]][self.below(3)];
            for k in 0..4 {
                self.canvas
                    .ellipse(x + 6.0 + k as f32 * 10.0, y, 6.0, 5.4, fruit, 1.0);
            }
        }
    }

    pub fn bins(&mut self) {
        let horizon = self.horizon();
        self.street(horizon);
        self.canvas.rect(0.0, 118.0, 400.0, 66.0, [176, 164, 148]);
        for i in 0..9 {
            self.canvas.line(
                (i as f32 * 50.0, 118.0),
                (i as f32 * 50.0, 184.0),
                1.4,
                [158, 147, 132],
            );
        }
        self.ground(184.0, [150, 150, 146]);
        let colours: [Colour; 4] = [[74, 106, 86], [70, 92, 124], [112, 116, 120], [138, 84, 72]];
        let shift = self.range(0.0, 24.0);
        for (i, colour) in colours.into_iter().enumerate() {
            let x = 40.0 + shift + i as f32 * 80.0;
            self.canvas
                .ellipse(x + 28.0, 226.0, 40.0, 8.0, [112, 112, 108], 0.7);
            self.canvas.polygon(
                &[
                    (x, 142.0),
                    (x + 58.0, 142.0),
                    (x + 52.0, 226.0),
                    (x + 6.0, 226.0),
                ],
                colour,
                1.0,
            );
            self.canvas
                .rect(x + 12.0, 164.0, 34.0, 24.0, shade(colour, 44));
            if !self.mended {
                for k in 0..3 {
                    let bag = shade([92, 94, 100], self.swing(40.0) as i16);
                    let y = 134.0 + self.swing(4.0);
                    self.canvas
                        .ellipse(x + 12.0 + k as f32 * 17.0, y, 13.0, 11.0, bag, 1.0);
                }
            }
            let lift = if self.mended { 0.0 } else { 16.0 };
            self.canvas.polygon(
                &[
                    (x - 4.0, 142.0 - lift * 0.2),
                    (x + 62.0, 142.0 - lift),
                    (x + 62.0, 134.0 - lift),
                    (x - 4.0, 134.0 - lift * 0.2),
                ],
                shade(colour, -22),
                if self.mended { 1.0 } else { 0.0 },
            );
        }
        for _ in 0..if self.mended { 0 } else { 13 } {
            let (x, y, size) = (
                self.range(20.0, 370.0),
                self.range(222.0, 270.0),
                self.range(9.0, 22.0),
            );
            let bag = [
                [196, 196, 190],
                [70, 74, 82],
                [150, 162, 170],
                [176, 150, 118],
            ][self.below(4)];
            self.canvas
                .ellipse(x, y + size * 0.6, size * 1.2, 4.0, [112, 112, 108], 0.6);
            self.canvas.ellipse(x, y, size, size * 0.8, bag, 1.0);
            self.canvas.line(
                (x, y - size * 0.7),
                (x + 4.0, y - size * 1.1),
                3.0,
                shade(bag, -18),
            );
        }
    }

    pub fn park(&mut self) {
        let horizon = self.range(118.0, 130.0);
        self.street(horizon);
        for i in 0..6 {
            let x = i as f32 * 78.0 - 30.0;
            self.canvas
                .line((x + 60.0, horizon + 30.0), (x, 286.0), 3.0, [214, 214, 206]);
        }
        self.canvas
            .rect(0.0, horizon + 22.0, 400.0, 6.0, [168, 166, 160]);
        for i in 0..if self.mended { 2 } else { 5 } {
            let (x, y) = (
                8.0 + i as f32 * 78.0 + self.swing(5.0),
                176.0 + self.range(0.0, 20.0),
            );
            let paint = [
                [150, 160, 170],
                [216, 216, 212],
                [92, 104, 124],
                [134, 74, 66],
                [70, 74, 80],
            ][self.below(5)];
            self.canvas
                .ellipse(x + 36.0, y + 70.0, 44.0, 8.0, [92, 96, 100], 0.7);
            self.canvas.polygon(
                &[
                    (x + 12.0, y + 30.0),
                    (x + 20.0, y + 6.0),
                    (x + 52.0, y + 6.0),
                    (x + 60.0, y + 30.0),
                ],
                [70, 82, 92],
                1.0,
            );
            self.canvas.polygon(
                &[
                    (x + 2.0, y + 30.0),
                    (x + 70.0, y + 30.0),
                    (x + 74.0, y + 62.0),
                    (x - 2.0, y + 62.0),
                ],
                paint,
                1.0,
            );
            self.canvas
                .rect(x + 22.0, y + 48.0, 28.0, 9.0, shade(paint, 46));
            self.canvas
                .ellipse(x + 9.0, y + 42.0, 6.0, 4.4, [236, 226, 190], 1.0);
            self.canvas
                .ellipse(x + 63.0, y + 42.0, 6.0, 4.4, [236, 226, 190], 1.0);
            self.canvas.rect(x + 4.0, y + 60.0, 13.0, 12.0, DARK);
            self.canvas.rect(x + 55.0, y + 60.0, 13.0, 12.0, DARK);
        }
    }
}
