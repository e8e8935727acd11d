package io.dptrain.examples.gan.report;

import io.dptrain.examples.gan.data.Ring;
import io.dptrain.examples.report.PlotStyle;
import io.dptrain.examples.report.Sheet;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Locale;

/** How many runs of each variant found how many modes, as a table of shades. */
public final class ModesPlot {
  private static final int CELL_WIDTH = 70;
  private static final int CELL_HEIGHT = 52;
  private static final int LEFT = 290;
  private static final int HEAD = 140;
  private static final int MARGIN = 28;
  private static final int RIGHT = 170;
  private static final Font PLAIN = PlotStyle.font(Font.PLAIN, 18);
  private static final Font BOLD = PlotStyle.font(Font.BOLD, 18);

  private final Ring ring;
  private final List<VariantResult> results;

  private ModesPlot(Ring ring, List<VariantResult> results) {
    this.ring = ring;
    this.results = results;
  }

  /** Draws all variants, at least one. */
  public static BufferedImage of(Ring ring, List<VariantResult> results) {
    return new ModesPlot(ring, List.copyOf(results)).draw();
  }

  private BufferedImage draw() {
    return Sheet.drawn(
        right() + RIGHT,
        HEAD + results.size() * CELL_HEIGHT + MARGIN,
        pen -> {
          drawHead(pen);
          for (int row = 0; row < results.size(); row++) {
            drawRow(pen, results.get(row), HEAD + row * CELL_HEIGHT);
          }
        });
  }

  private int right() {
    return LEFT + (ring.modes() + 1) * CELL_WIDTH;
  }

  private void drawHead(Graphics2D pen) {
    int seeds = results.get(0).runs().size();
    Sheet.write(
        pen,
        "Modes found at the end, of " + ring.modes() + ", with the seeds 1 to " + seeds,
        PlotStyle.font(Font.BOLD, 24),
        MARGIN,
        44);
    Sheet.writeCentered(
        pen, "seeds that found so many modes", PLAIN, (LEFT + right()) / 2, HEAD - 42);
    Sheet.writeCentered(pen, "high quality,", PLAIN, right() + RIGHT / 2, HEAD - 42);
    Sheet.writeCentered(pen, "median", PLAIN, right() + RIGHT / 2, HEAD - 14);
    for (int modes = 0; modes <= ring.modes(); modes++) {
      Sheet.writeCentered(pen, Integer.toString(modes), BOLD, middle(modes), HEAD - 14);
    }
  }

  private static int middle(int modes) {
    return LEFT + modes * CELL_WIDTH + CELL_WIDTH / 2;
  }

  private void drawRow(Graphics2D pen, VariantResult result, int y) {
    int baseline = y + CELL_HEIGHT / 2 + 6;
    Sheet.write(pen, result.id(), BOLD, MARGIN, baseline);
    for (int modes = 0; modes <= ring.modes(); modes++) {
      int runs = result.runsWith(modes);
      pen.setColor(shade((double) runs / result.runs().size()));
      pen.fillRect(LEFT + modes * CELL_WIDTH + 2, y + 2, CELL_WIDTH - 4, CELL_HEIGHT - 4);
      if (runs > 0) {
        Sheet.writeCentered(pen, Integer.toString(runs), PLAIN, middle(modes), baseline);
      }
    }
    Sheet.writeCentered(
        pen,
        String.format(Locale.ROOT, "%.0f %%", 100 * result.medianHighQuality()),
        PLAIN,
        right() + RIGHT / 2,
        baseline);
  }

  /** From the color of a grid for none to a blue that dark letters can be read on. */
  private static Color shade(double share) {
    if (share == 0) {
      return new Color(0xF5, 0xF6, 0xF8);
    }
    float[] pale = PlotStyle.PALE_BLUE.getRGBColorComponents(null);
    float[] full = new Color(0x5B, 0x9B, 0xDC).getRGBColorComponents(null);
    float[] mixed = new float[3];
    for (int i = 0; i < 3; i++) {
      mixed[i] = (float) (pale[i] + share * (full[i] - pale[i]));
    }
    return new Color(mixed[0], mixed[1], mixed[2]);
  }
}
