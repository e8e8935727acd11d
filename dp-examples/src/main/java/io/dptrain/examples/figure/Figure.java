package io.dptrain.examples.figure;

import io.dptrain.examples.report.PlotStyle;
import io.dptrain.examples.report.Sheet;
import io.dptrain.examples.run.Panel;
import io.dptrain.examples.run.Result;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.List;

/** The picture of an experiment: its claim, its verdict, its panels, and one legend. */
public final class Figure {
  private static final int COLUMNS = 2;
  private static final int MARGIN = 30;
  private static final int LINE = 26;
  private static final int WIDEST_LINE = 92;
  private static final int HEADING = 40;
  private static final int SWATCH = 26;
  private static final Font NAME = PlotStyle.font(Font.BOLD, 26);
  private static final Font TEXT = PlotStyle.font(Font.PLAIN, 19);
  private static final Font BOLD = PlotStyle.font(Font.BOLD, 19);

  private final Result result;
  private final List<Panel> panels;
  private final List<String> claim;
  private final int columns;
  private final int width;

  private Figure(Result result) {
    this.result = result;
    this.panels = result.experiment().panels();
    this.columns = Math.min(COLUMNS, panels.size());
    this.width = 2 * MARGIN + Math.max(columns * LinePanel.WIDTH, LinePanel.WIDTH + 200);
    this.claim = Wrapped.lines(result.experiment().claim(), columns == 1 ? 78 : WIDEST_LINE + 30);
  }

  /** Draws it. No screen is needed. */
  public static BufferedImage draw(Result result) {
    return new Figure(result).drawn();
  }

  private BufferedImage drawn() {
    int top = MARGIN + HEADING + (claim.size() + 1) * LINE;
    int rows = (panels.size() + columns - 1) / columns;
    int legend = top + rows * LinePanel.HEIGHT + MARGIN;
    return Sheet.drawn(
        width,
        legend + legendRows() * LINE + MARGIN / 2,
        pen -> {
          heading(pen);
          for (int i = 0; i < panels.size(); i++) {
            pen.drawImage(
                panel(panels.get(i)),
                MARGIN + i % columns * LinePanel.WIDTH,
                top + i / columns * LinePanel.HEIGHT,
                null);
          }
          legend(pen, legend);
        });
  }

  private BufferedImage panel(Panel panel) {
    return panel.kind() == Panel.Kind.DOTS
        ? DotPanel.draw(panel, result)
        : LinePanel.draw(panel, result);
  }

  private void heading(Graphics2D pen) {
    Sheet.write(pen, result.experiment().name(), NAME, MARGIN, MARGIN + 20);
    int baseline = MARGIN + HEADING + 12;
    for (String line : claim) {
      Sheet.write(pen, line, TEXT, MARGIN, baseline);
      baseline += LINE;
    }
    String verdict = result.holds() ? "holds" : "does not hold";
    Color color = result.holds() ? PlotStyle.GREEN : PlotStyle.RED;
    String seeds = " of " + result.seeds().size() + " seeds";
    pen.setFont(BOLD);
    pen.setColor(color);
    pen.drawString(verdict, MARGIN, baseline);
    int end = MARGIN + pen.getFontMetrics(BOLD).stringWidth(verdict);
    Sheet.write(pen, "  by the median" + seeds, TEXT, end, baseline);
  }

  private int legendRows() {
    return (result.experiment().variants().size() + legendColumns() - 1) / legendColumns();
  }

  /** As many as fit beside each other. */
  private int legendColumns() {
    int longest =
        result.experiment().variants().stream().mapToInt(String::length).max().orElseThrow();
    return Math.max(1, (width - 2 * MARGIN) / (SWATCH + 24 + 11 * longest));
  }

  private void legend(Graphics2D pen, int top) {
    List<String> variants = result.experiment().variants();
    int columnWidth = (width - 2 * MARGIN) / legendColumns();
    for (int i = 0; i < variants.size(); i++) {
      int left = MARGIN + i % legendColumns() * columnWidth;
      int middle = top + i / legendColumns() * LINE;
      pen.setColor(color(i));
      pen.fillRoundRect(left, middle - 5, SWATCH, 8, 6, 6);
      Sheet.write(pen, variants.get(i), TEXT, left + SWATCH + 8, middle + 6);
    }
  }

  /** The color of a variant, the same in all panels. */
  static Color color(int variant) {
    return PlotStyle.SERIES.get(variant % PlotStyle.SERIES.size());
  }
}
