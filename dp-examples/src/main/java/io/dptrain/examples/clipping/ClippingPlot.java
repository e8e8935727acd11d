package io.dptrain.examples.clipping;

import io.dptrain.examples.report.PlotStyle;
import io.dptrain.examples.report.Sheet;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.List;

/** A panel for each variant: gradients before and after, and what they are clipped into. */
final class ClippingPlot {
  private static final int COLUMNS = 6;
  private static final int MARGIN = 24;
  private static final int HEADING = 56;
  private static final int LINE = 34;
  private static final int INDENT = ClippingPanel.SAMPLE + 16;
  private static final Font HEADING_FONT = PlotStyle.font(Font.BOLD, 25);

  private ClippingPlot() {}

  /** Draws all panels, those of private training first. No screen is needed. */
  static BufferedImage draw(List<Outcome> outcomes) {
    List<Outcome> ofExamples = outcomes.stream().filter(o -> o.variant().isPrivate()).toList();
    List<Outcome> ofBatches = outcomes.stream().filter(o -> !o.variant().isPrivate()).toList();
    int second = MARGIN + HEADING + rows(ofExamples) * ClippingPanel.HEIGHT;
    return Sheet.drawn(
        2 * MARGIN + COLUMNS * ClippingPanel.WIDTH,
        second + HEADING + rows(ofBatches) * ClippingPanel.HEIGHT + MARGIN,
        pen -> {
          section(pen, "Clipping: each example's gradient, in DpOptimizer", ofExamples, MARGIN);
          section(
              pen,
              "GradientClipping: the batch's gradient, in ClippedOptimizer",
              ofBatches,
              second);
          legend(pen, ofExamples.size());
        });
  }

  private static int rows(List<Outcome> outcomes) {
    return (outcomes.size() + COLUMNS - 1) / COLUMNS;
  }

  private static void section(Graphics2D pen, String heading, List<Outcome> outcomes, int top) {
    Sheet.write(pen, heading, HEADING_FONT, MARGIN + 8, top + 30);
    for (int i = 0; i < outcomes.size(); i++) {
      int x = MARGIN + i % COLUMNS * ClippingPanel.WIDTH;
      int y = top + HEADING + i / COLUMNS * ClippingPanel.HEIGHT;
      new ClippingPanel(outcomes.get(i)).draw(pen, x, y);
    }
  }

  /** In the places that the first section leaves empty, if there are two. */
  private static void legend(Graphics2D pen, int panels) {
    int free = panels % COLUMNS;
    if (free == 0 || free > COLUMNS - 2) {
      return;
    }
    int left = MARGIN + free * ClippingPanel.WIDTH + 40;
    int line = MARGIN + HEADING + panels / COLUMNS * ClippingPanel.HEIGHT + 120;
    ClippingPanel.sample(pen, ClippingPanel.BEFORE, left, line);
    write(pen, "gradient before", left, line);
    ClippingPanel.sample(pen, ClippingPanel.OF_EXAMPLE, left, line + LINE);
    write(pen, "after, of an example: private with noise", left, line + LINE);
    ClippingPanel.sample(pen, ClippingPanel.OF_BATCH, left, line + 2 * LINE);
    write(pen, "after, of a batch: not private", left, line + 2 * LINE);
    ClippingPanel.sample(pen, ClippingPanel.SOLID, left, line + 3 * LINE);
    write(pen, "what gradients are clipped into", left, line + 3 * LINE);
    ClippingPanel.sample(pen, ClippingPanel.DASHED, left, line + 4 * LINE);
    write(pen, "the same, where it moves from step to step", left, line + 4 * LINE);
    write(
        pen,
        "Weights of layers first (x) and second (y), -3.2 to 3.2",
        left - INDENT,
        line + 5 * LINE);
  }

  private static void write(Graphics2D pen, String text, int left, int middle) {
    Sheet.write(pen, text, ClippingPanel.PLAIN, left + INDENT, middle + 6);
  }
}
