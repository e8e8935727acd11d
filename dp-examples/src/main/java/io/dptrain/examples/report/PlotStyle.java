package io.dptrain.examples.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.util.List;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.Styler.YAxisPosition;
import org.knowm.xchart.style.XYStyler;

/** The look that all pictures share. */
public final class PlotStyle {
  public static final Color BLUE = new Color(0x1F5FA8);
  public static final Color PALE_BLUE = new Color(0xC9, 0xDC, 0xF2);
  public static final Color ORANGE = new Color(0xD9, 0x6B, 0x0B);
  public static final Color GREEN = new Color(0x2E, 0x7D, 0x32);
  public static final Color RED = new Color(0xC6, 0x28, 0x28);
  public static final Color INK = new Color(0x22, 0x26, 0x2B);
  public static final Color GRID = new Color(0xE3, 0xE6, 0xEA);

  /** Of lines side by side, in this order. */
  public static final List<Color> SERIES =
      List.of(
          RED, ORANGE, new Color(0x8E, 0x5A, 0xC0), GREEN, BLUE, INK, new Color(0x8A, 0x90, 0x96));

  private static final int WIDTH = 1200;
  private static final int HEIGHT = 720;

  private PlotStyle() {}

  /** An empty chart over training steps. */
  public static XYChart chart(String title, String yTitle) {
    return chart(title, yTitle, HEIGHT);
  }

  /** An empty chart over training steps, for a long legend higher than usual. */
  public static XYChart chart(String title, String yTitle, int height) {
    return chart(title, yTitle, WIDTH, height);
  }

  /** An empty chart over training steps, of a size. */
  public static XYChart chart(String title, String yTitle, int width, int height) {
    XYChart chart =
        new XYChartBuilder()
            .width(width)
            .height(height)
            .title(title)
            .xAxisTitle("training steps")
            .yAxisTitle(yTitle)
            .build();
    frame(chart.getStyler());
    legend(chart.getStyler());
    return chart;
  }

  /** A second vertical axis, group 1, from zero to the next tick above a positive value. */
  public static void addRightAxis(XYChart chart, String title, double largest) {
    XYStyler styler = chart.getStyler();
    chart.setYAxisGroupTitle(1, title);
    styler.setYAxisGroupPosition(1, YAxisPosition.Right);
    styler.setYAxisGroupTitleColor(1, ORANGE);
    styler.setYAxisGroupTickLabelsColorMap(1, ORANGE);
    styler.setYAxisTickLabelsFormattingFunction(Ticks::linear);
    styler.setYAxisMin(1, 0.0);
    styler.setYAxisMax(1, Ticks.top(largest));
  }

  /** Makes the horizontal axis logarithmic, as {@link #logarithmic} does the vertical one. */
  public static void logarithmicX(XYChart chart, double smallest, double largest) {
    XYStyler styler = chart.getStyler();
    styler.setXAxisLogarithmic(true);
    styler.setXAxisLogarithmicDecadeOnly(Ticks.isWide(smallest, largest));
    styler.setXAxisTickLabelsFormattingFunction(Ticks.logarithmic(smallest, largest));
    styler.setXAxisMin(Ticks.below(smallest));
    styler.setXAxisMax(Ticks.above(largest));
  }

  /** Writes plain numbers below the horizontal axis, which need not be of steps. */
  public static void linearX(XYChart chart) {
    XYStyler styler = chart.getStyler();
    styler.setXAxisMin(null);
    styler.setXAxisDecimalPattern("#,##0.######");
  }

  /** Writes plain numbers beside the vertical axis. */
  public static void linearY(XYChart chart) {
    chart.getStyler().setYAxisTickLabelsFormattingFunction(Ticks::linear);
  }

  /**
   * Makes the vertical axis logarithmic, around positive values, with the labels 1, 2 and 5, or
   * powers of ten where that would be too many.
   */
  public static void logarithmic(XYChart chart, double smallest, double largest) {
    XYStyler styler = chart.getStyler();
    styler.setYAxisLogarithmic(true);
    styler.setYAxisLogarithmicDecadeOnly(Ticks.isWide(smallest, largest));
    // Between powers of ten there would be lines, too: a fog, where there are many decades.
    styler.setPlotGridHorizontalLinesVisible(!Ticks.isWide(smallest, largest));
    styler.setYAxisTickLabelsFormattingFunction(Ticks.logarithmic(smallest, largest));
    styler.setYAxisMin(Ticks.below(smallest));
    styler.setYAxisMax(Ticks.above(largest));
  }

  /** The font of all texts, in points at one pixel per point. */
  public static Font font(int style, int size) {
    return new Font(Font.SANS_SERIF, style, size);
  }

  private static void frame(XYStyler styler) {
    styler.setChartBackgroundColor(Color.WHITE);
    styler.setChartFontColor(INK);
    styler.setChartTitleFont(font(Font.BOLD, 24));
    styler.setChartTitleBoxVisible(false);
    styler.setChartTitlePadding(14);
    styler.setChartPadding(22);
    styler.setAxisTitleFont(font(Font.PLAIN, 20));
    styler.setAxisTickLabelsFont(font(Font.PLAIN, 17));
    styler.setAxisTicksLineVisible(false);
    styler.setPlotBorderVisible(false);
    styler.setPlotGridLinesColor(GRID);
    styler.setPlotGridLinesStroke(new BasicStroke(1.2f));
    styler.setPlotGridVerticalLinesVisible(false);
    styler.setXAxisDecimalPattern("#,###");
    styler.setXAxisMin(0.0);
    styler.setXAxisTickMarkSpacingHint(130);
    styler.setSeriesLines(new BasicStroke[] {new BasicStroke(3f)});
    styler.setMarkerSize(7);
  }

  private static void legend(XYStyler styler) {
    styler.setLegendPosition(LegendPosition.OutsideS);
    styler.setLegendLayout(LegendLayout.Horizontal);
    styler.setLegendBorderColor(Color.WHITE);
    styler.setLegendFont(font(Font.PLAIN, 18));
    styler.setLegendPadding(18);
    styler.setLegendSeriesLineLength(40);
  }
}
