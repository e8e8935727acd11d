package io.dptrain.examples.gan.report;

import io.dptrain.examples.gan.data.Ring;
import io.dptrain.examples.report.PlotStyle;
import java.awt.Color;
import java.awt.Font;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.stream.IntStream;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Modes found over training steps, the mean over the seeds, one line for each variant. */
public final class TimePlot {
  private static final int TICK_SPACING = 60;
  private static final int LEGEND_LINE = 24;

  private TimePlot() {}

  /** Draws all variants, whose runs must have the same checks. */
  public static BufferedImage of(Ring ring, List<VariantResult> results) {
    int seeds = results.get(0).runs().size();
    XYChart chart =
        PlotStyle.chart(
            "Modes found, of " + ring.modes() + ", mean over the seeds 1 to " + seeds,
            "modes found");
    chart.getStyler().setYAxisMin(0.0);
    chart.getStyler().setYAxisMax((double) ring.modes());
    chart.getStyler().setYAxisTickMarkSpacingHint(TICK_SPACING);
    chart.getStyler().setLegendPosition(LegendPosition.OutsideE);
    chart.getStyler().setLegendLayout(LegendLayout.Vertical);
    chart.getStyler().setLegendFont(PlotStyle.font(Font.PLAIN, 16));
    chart.getStyler().setLegendSeriesLineLength(LEGEND_LINE);
    for (int i = 0; i < results.size(); i++) {
      addLine(chart, results.get(i), PlotStyle.SERIES.get(i % PlotStyle.SERIES.size()));
    }
    return BitmapEncoder.getBufferedImage(chart);
  }

  private static void addLine(XYChart chart, VariantResult result, Color color) {
    List<GanRun.Check> checks = result.runs().get(0).checks();
    double[] steps = checks.stream().mapToDouble(GanRun.Check::step).toArray();
    double[] modes = IntStream.range(0, checks.size()).mapToDouble(result::meanModesAt).toArray();
    XYSeries series = chart.addSeries(result.id(), steps, modes);
    series.setMarker(SeriesMarkers.NONE).setLineColor(color);
  }
}
