package io.dptrain.examples.accounting;

import io.dptrain.examples.Inputs;
import io.dptrain.examples.Rounded;
import io.dptrain.examples.report.PlotStyle;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Epsilon against steps, a line for each row of a plan. No screen is needed. */
final class PlanPlot {
  private static final int POINTS = 100;
  private static final int HEIGHT = 1000;

  /** Tight accountants are drawn through. */
  private static final BasicStroke SOLID = new BasicStroke(3);

  private static final BasicStroke DASHED =
      new BasicStroke(2, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, new float[] {8, 6}, 0);

  private PlanPlot() {}

  /** Infinite values are left out; the axis of epsilon is logarithmic. */
  static BufferedImage draw(Plan plan) {
    String title = "Epsilon at delta %s by sampler".formatted(Rounded.delta(plan.delta()));
    XYChart chart = PlotStyle.chart(title, "epsilon", HEIGHT);
    chart.getStyler().setLegendLayout(LegendLayout.Vertical);
    DoubleSummaryStatistics drawn = new DoubleSummaryStatistics();
    List<String> samplers = plan.rows().stream().map(Plan.Row::sampler).distinct().toList();
    for (Plan.Row row : plan.rows()) {
      Color color = PlotStyle.SERIES.get(samplers.indexOf(row.sampler()));
      addLine(chart, plan, row, color).forEach(drawn::accept);
    }
    Inputs.require(
        drawn.getCount() > 0,
        "--plot needs a finite epsilon above 0, but there is none; raise --noise-multiplier");
    PlotStyle.logarithmic(chart, drawn.getMin(), drawn.getMax());
    return BitmapEncoder.getBufferedImage(chart);
  }

  /** Returns the epsilons of the line, which are none if there was nothing to draw. */
  private static List<Double> addLine(XYChart chart, Plan plan, Plan.Row row, Color color) {
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
      XYSeries line = chart.addSeries(name(row), steps, epsilons);
      line.setMarker(SeriesMarkers.NONE).setLineColor(color);
      line.setLineStyle(row.accountant().equals("rdp") ? DASHED : SOLID);
    }
    return epsilons;
  }

  private static String name(Plan.Row row) {
    String noise = Rounded.noiseMultiplier(row.noiseMultiplier());
    return row.sampler() + ", noise multiplier " + noise + " (" + row.accountant() + ")";
  }
}
