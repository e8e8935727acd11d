package io.dptrain.examples.accounting;

import io.dptrain.examples.BadInput;
import io.dptrain.examples.Rounded;
import io.dptrain.examples.mnist.report.AtomicFiles;
import io.dptrain.examples.mnist.report.PlotStyle;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Epsilon against steps, a line for each row of a plan. No screen is needed. */
final class PlanPlot {
  private static final int POINTS = 100;

  private PlanPlot() {}

  /** Writes the picture, or leaves the file as it was. */
  static void write(Plan plan, Path file) {
    BufferedImage picture = draw(plan);
    try {
      AtomicFiles.write(file, out -> ImageIO.write(picture, "png", out));
    } catch (IOException e) {
      throw new BadInput(
          "--plot " + file + " cannot be written; choose a folder that exists and is yours", e);
    }
  }

  /** Infinite values are left out; the axis of epsilon is logarithmic. */
  static BufferedImage draw(Plan plan) {
    String title = "Epsilon at delta %s by sampler".formatted(plan.delta());
    XYChart chart = PlotStyle.chart(title, "epsilon");
    chart.getStyler().setLegendLayout(LegendLayout.Vertical);
    chart.getStyler().setYAxisLogarithmic(true);
    chart.getStyler().setYAxisDecimalPattern("#,##0.###");
    boolean drawn = false;
    for (Plan.Row row : plan.rows()) {
      drawn |= addLine(chart, plan, row);
    }
    Inputs.require(
        drawn,
        "--plot needs a finite epsilon above 0, but there is none; raise --noise-multiplier");
    return BitmapEncoder.getBufferedImage(chart);
  }

  /** Returns whether there was anything to draw. */
  private static boolean addLine(XYChart chart, Plan plan, Plan.Row row) {
    List<Double> steps = new ArrayList<>();
    List<Double> epsilons = new ArrayList<>();
    for (int i = 1; i <= POINTS; i++) {
      long after = Math.max(1, Math.round((double) plan.steps() * i / POINTS));
      double epsilon = row.epsilonAfter().applyAsDouble(after);
      if (epsilon > 0 && Double.isFinite(epsilon)) {
        steps.add((double) after);
        epsilons.add(epsilon);
      }
    }
    if (!steps.isEmpty()) {
      chart.addSeries(name(row), steps, epsilons).setMarker(SeriesMarkers.NONE);
    }
    return !steps.isEmpty();
  }

  private static String name(Plan.Row row) {
    String noise = Rounded.noiseMultiplier(row.noiseMultiplier());
    return row.sampler() + ", noise multiplier " + noise + " (" + row.accountant() + ")";
  }
}
