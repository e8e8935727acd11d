package io.dptrain.examples.gan.report;

import io.dptrain.examples.gan.data.Ring;
import io.dptrain.examples.gan.report.Snapshots.Snapshot;
import io.dptrain.examples.report.PlotStyle;
import io.dptrain.examples.report.Sheet;
import io.dptrain.examples.run.Finding;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Locale;

/**
 * Samples of the first seed over time: one row of small pictures for each variant. Orange circles
 * mark the centers, three standard deviations are within them.
 */
public final class SamplePlot {
  private static final int CELL = 190;
  private static final int GAP = 12;
  private static final int LEFT = 284;
  private static final int HEAD = 118;
  private static final int MARGIN = 28;

  /** Half of the side of what is shown, in radiuses of the ring. */
  private static final double REACH = 1.35;

  private static final double DOT = 2.4;
  private static final double MARK = 13;
  private static final Color SAMPLE = new Color(0x1F, 0x5F, 0xA8, 0x60);

  private final Ring ring;
  private final List<VariantResult> results;

  private SamplePlot(Ring ring, List<VariantResult> results) {
    this.ring = ring;
    this.results = results;
  }

  /** Draws all variants, whose first runs must have the same number of snapshots. */
  public static BufferedImage of(Ring ring, List<VariantResult> results) {
    return new SamplePlot(ring, List.copyOf(results)).draw();
  }

  private BufferedImage draw() {
    List<Snapshot> columns = snapshots(results.get(0));
    return Sheet.drawn(
        LEFT + columns.size() * (CELL + GAP) + MARGIN,
        HEAD + results.size() * (CELL + GAP) + MARGIN,
        pen -> {
          drawHead(pen, columns);
          for (int row = 0; row < results.size(); row++) {
            drawRow(pen, results.get(row), HEAD + row * (CELL + GAP));
          }
        });
  }

  private static List<Snapshot> snapshots(VariantResult result) {
    return result.runs().get(0).fact(Snapshots.class).orElseThrow().all();
  }

  private void drawHead(Graphics2D pen, List<Snapshot> columns) {
    Sheet.write(
        pen,
        "Samples of the generator over training steps, seed 1",
        PlotStyle.font(Font.BOLD, 24),
        MARGIN,
        44);
    Sheet.write(
        pen,
        "orange circles: the modes, drawn larger than they are",
        PlotStyle.font(Font.PLAIN, 17),
        MARGIN,
        70);
    for (int i = 0; i < columns.size(); i++) {
      Sheet.writeCentered(
          pen,
          String.format(Locale.ROOT, "step %,d", columns.get(i).step()),
          PlotStyle.font(Font.PLAIN, 18),
          LEFT + i * (CELL + GAP) + CELL / 2,
          HEAD - 12);
    }
  }

  private void drawRow(Graphics2D pen, VariantResult result, int y) {
    Finding run = result.runs().get(0);
    List<Snapshot> columns = snapshots(result);
    int middle = y + CELL / 2;
    Font plain = PlotStyle.font(Font.PLAIN, 16);
    String modes =
        String.format(
            Locale.ROOT, "%.0f of %d modes", run.number(VariantResult.MODES), ring.modes());
    String quality =
        String.format(
            Locale.ROOT, "%.0f %% high quality", 100 * run.number(VariantResult.HIGH_QUALITY));
    Sheet.write(pen, result.id(), PlotStyle.font(Font.BOLD, 18), MARGIN, middle - 18);
    Sheet.write(pen, modes, plain, MARGIN, middle + 8);
    Sheet.write(pen, quality, plain, MARGIN, middle + 32);
    for (int i = 0; i < columns.size(); i++) {
      drawCell(pen, columns.get(i).samples(), LEFT + i * (CELL + GAP), y);
    }
  }

  private void drawCell(Graphics2D pen, List<float[]> samples, int x, int y) {
    pen.setColor(PlotStyle.GRID);
    pen.setStroke(new BasicStroke(1.5f));
    pen.drawRect(x, y, CELL, CELL);
    Shape outside = pen.getClip();
    pen.clipRect(x, y, CELL, CELL);
    pen.setColor(PlotStyle.ORANGE);
    for (int mode = 0; mode < ring.modes(); mode++) {
      double[] center = ring.center(mode);
      pen.draw(circle(x, y, center[0], center[1], MARK));
    }
    pen.setColor(SAMPLE);
    for (float[] sample : samples) {
      pen.fill(circle(x, y, sample[0], sample[1], DOT));
    }
    pen.setClip(outside);
  }

  private Ellipse2D circle(int x, int y, double right, double up, double size) {
    double scale = CELL / (2 * REACH * ring.radius());
    return new Ellipse2D.Double(
        x + CELL / 2.0 + scale * right - size / 2,
        y + CELL / 2.0 - scale * up - size / 2,
        size,
        size);
  }
}
