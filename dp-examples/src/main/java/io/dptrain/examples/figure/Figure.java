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
import java.util.Optional;

/** A picture: a title, a claim and its verdict if there is one, panels, and one legend. */
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

  private final String title;
  private final Optional<Result> judged;
  private final List<Panel> panels;
  private final List<Group> groups;
  private final List<String> claim;
  private final int columns;
  private final int width;

  private Figure(String title, Optional<Result> judged, List<Panel> panels, List<Group> groups) {
    this.title = title;
    this.judged = judged;
    this.panels = List.copyOf(panels);
    this.groups = List.copyOf(groups);
    this.columns = Math.min(COLUMNS, panels.size());
    this.width = 2 * MARGIN + Math.max(columns * LinePanel.WIDTH, LinePanel.WIDTH + 200);
    int widest = columns == 1 ? 78 : WIDEST_LINE + 30;
    this.claim = judged.map(of -> Wrapped.lines(of.experiment().claim(), widest)).orElse(List.of());
  }

  /** Draws a result whose claim is judged. No screen is needed. */
  public static BufferedImage draw(Result result) {
    return new Figure(
            result.experiment().name(),
            Optional.of(result),
            result.experiment().panels(),
            Group.of(result))
        .drawn();
  }

  /** Draws groups. No screen is needed. */
  public static BufferedImage draw(String title, List<Panel> panels, List<Group> groups) {
    return new Figure(title, Optional.empty(), panels, groups).drawn();
  }

  private BufferedImage drawn() {
    int top = MARGIN + HEADING + (claim.isEmpty() ? 0 : claim.size() + 1) * LINE;
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
        ? DotPanel.draw(panel, groups)
        : LinePanel.draw(panel, groups);
  }

  private void heading(Graphics2D pen) {
    Sheet.write(pen, title, NAME, MARGIN, MARGIN + 20);
    int baseline = MARGIN + HEADING + 12;
    for (String line : claim) {
      Sheet.write(pen, line, TEXT, MARGIN, baseline);
      baseline += LINE;
    }
    int verdictLine = baseline;
    judged.ifPresent(result -> verdict(pen, result, verdictLine));
  }

  private static void verdict(Graphics2D pen, Result result, int baseline) {
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
    return (groups.size() + legendColumns() - 1) / legendColumns();
  }

  /** As many as fit beside each other. */
  private int legendColumns() {
    int longest = groups.stream().mapToInt(group -> group.label().length()).max().orElseThrow();
    return Math.max(1, (width - 2 * MARGIN) / (SWATCH + 24 + 11 * longest));
  }

  private void legend(Graphics2D pen, int top) {
    int columnWidth = (width - 2 * MARGIN) / legendColumns();
    for (int i = 0; i < groups.size(); i++) {
      int left = MARGIN + i % legendColumns() * columnWidth;
      int middle = top + i / legendColumns() * LINE;
      pen.setColor(groups.get(i).color());
      pen.fillRoundRect(left, middle - 5, SWATCH, 8, 6, 6);
      Sheet.write(pen, groups.get(i).label(), TEXT, left + SWATCH + 8, middle + 6);
    }
  }
}
