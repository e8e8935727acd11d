package io.dptrain.examples.mnist.report;

import static io.dptrain.examples.mnist.data.DigitSet.SIDE;

import io.dptrain.examples.mnist.data.DigitSet;
import io.dptrain.examples.report.PlotStyle;
import io.dptrain.examples.report.Sheet;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;

/** Draws the first test digits, each with its predicted label below; wrong ones in red. */
final class PredictionGrid {
  private static final int COLUMNS = 12;
  private static final int MAX_DIGITS = 72;
  private static final int ZOOM = 3;
  private static final int IMAGE = SIDE * ZOOM;
  private static final int GAP = 14;
  private static final int LABEL = 28;
  private static final int MARGIN = 30;
  private static final int HEAD = 84;

  private final DigitSet test;
  private final int[] predictions;
  private final int count;

  PredictionGrid(DigitSet test, int[] predictions) {
    if (predictions.length == 0 || predictions.length > test.size()) {
      throw new IllegalArgumentException(
          "predictions must be 1 to %d, one for each test digit, but are %d"
              .formatted(test.size(), predictions.length));
    }
    this.test = test;
    this.predictions = predictions.clone();
    count = Math.min(predictions.length, MAX_DIGITS);
  }

  BufferedImage draw(String title) {
    int rows = (count + COLUMNS - 1) / COLUMNS;
    int width = 2 * MARGIN + COLUMNS * (IMAGE + GAP) - GAP;
    int height = HEAD + rows * (IMAGE + LABEL + GAP) + MARGIN / 2;
    return Sheet.drawn(
        width,
        height,
        pen -> {
          drawHead(pen, title);
          for (int i = 0; i < count; i++) {
            drawDigit(
                pen,
                i,
                MARGIN + i % COLUMNS * (IMAGE + GAP),
                HEAD + i / COLUMNS * (IMAGE + LABEL + GAP));
          }
        });
  }

  private void drawHead(Graphics2D pen, String title) {
    Sheet.write(pen, title, PlotStyle.font(Font.BOLD, 24), MARGIN, 38);
    Sheet.write(
        pen,
        "%d test digits with the predicted label; %s".formatted(count, wrongOnes()),
        PlotStyle.font(Font.PLAIN, 17),
        MARGIN,
        66);
  }

  private String wrongOnes() {
    int wrong = 0;
    for (int i = 0; i < count; i++) {
      wrong += isWrong(i) ? 1 : 0;
    }
    return wrong == 0 ? "all are right." : wrong + " wrong, in red (predicted, not true label).";
  }

  private boolean isWrong(int example) {
    return predictions[example] != test.label(example);
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
    FontMetrics metrics = pen.getFontMetrics();
    String label =
        wrong
            ? predictions[example] + ", not " + test.label(example)
            : Integer.toString(predictions[example]);
    pen.drawString(label, x + (IMAGE - metrics.stringWidth(label)) / 2, y + IMAGE + 21);
  }
}
