package io.dptrain.examples.mnist.report;

import static io.dptrain.examples.mnist.data.DigitSet.SIDE;

import io.dptrain.examples.mnist.data.DigitSet;
import io.dptrain.examples.report.PlotStyle;
import io.dptrain.examples.report.Sheet;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.List;

/**
 * Draws test digits, each with its predicted label below; wrong ones in red.
 *
 * @param predictions one label per test digit
 * @param shown the rows of those to draw, at least one
 */
public record PredictionGrid(DigitSet test, List<Integer> predictions, List<Integer> shown) {
  private static final int COLUMNS = 12;
  private static final int ZOOM = 3;
  private static final int IMAGE = SIDE * ZOOM;
  private static final int GAP = 14;
  private static final int LABEL = 28;
  private static final int MARGIN = 30;
  private static final int HEAD = 84;

  /** Refuses predictions of other digits, and an empty picture. */
  public PredictionGrid {
    if (predictions.size() != test.size() || shown.isEmpty()) {
      throw new IllegalArgumentException(
          "predictions must be one for each of %d test digits, of which some are shown, but are %d"
              .formatted(test.size(), predictions.size()));
    }
  }

  /**
   * The picture. No screen is needed.
   *
   * @param title one line above the grid
   */
  public BufferedImage draw(String title) {
    int rows = (shown.size() + COLUMNS - 1) / COLUMNS;
    int width = 2 * MARGIN + COLUMNS * (IMAGE + GAP) - GAP;
    int height = HEAD + rows * (IMAGE + LABEL + GAP) + MARGIN / 2;
    return Sheet.drawn(width, height, pen -> drawAll(pen, title));
  }

  private void drawAll(Graphics2D pen, String title) {
    long wrong = shown.stream().filter(this::isWrong).count();
    String head =
        "%d test digits with the predicted label; %s"
            .formatted(
                shown.size(),
                wrong == 0
                    ? "all are right."
                    : wrong + " wrong, in red (predicted, not true label).");
    Sheet.write(pen, title, PlotStyle.font(Font.BOLD, 24), MARGIN, 38);
    Sheet.write(pen, head, PlotStyle.font(Font.PLAIN, 17), MARGIN, 66);
    for (int i = 0; i < shown.size(); i++) {
      int x = MARGIN + i % COLUMNS * (IMAGE + GAP);
      int y = HEAD + i / COLUMNS * (IMAGE + LABEL + GAP);
      drawDigit(pen, shown.get(i), x, y);
    }
  }

  private boolean isWrong(int example) {
    return predictions.get(example) != test.label(example);
  }

  private void drawDigit(Graphics2D pen, int example, int x, int y) {
    boolean wrong = isWrong(example);
    int frame = wrong ? 3 : 1;
    pen.setColor(wrong ? PlotStyle.RED : PlotStyle.GRID);
    pen.fillRect(x - frame, y - frame, IMAGE + 2 * frame, IMAGE + 2 * frame);
    for (int i = 0; i < DigitSet.PIXELS; i++) {
      int gray = 255 - test.pixel(example, i);
      pen.setColor(new Color(gray, gray, gray));
      pen.fillRect(x + i % SIDE * ZOOM, y + i / SIDE * ZOOM, ZOOM, ZOOM);
    }
    pen.setColor(wrong ? PlotStyle.RED : PlotStyle.INK);
    pen.setFont(PlotStyle.font(wrong ? Font.BOLD : Font.PLAIN, 18));
    String label = predictions.get(example) + (wrong ? ", not " + test.label(example) : "");
    pen.drawString(
        label, x + (IMAGE - pen.getFontMetrics().stringWidth(label)) / 2, y + IMAGE + 21);
  }
}
