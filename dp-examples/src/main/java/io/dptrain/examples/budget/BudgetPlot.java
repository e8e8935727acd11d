package io.dptrain.examples.budget;

import io.dptrain.accountant.ledger.BudgetReport;
import io.dptrain.accountant.ledger.PlanReport;
import io.dptrain.examples.Inputs;
import io.dptrain.examples.Numbers;
import io.dptrain.examples.report.PlotStyle;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.List;

/** What each plan took, one behind the other as they were granted, up to the whole budget. */
final class BudgetPlot {
  private static final int WIDTH = 1200;
  private static final int TOP = 110;
  private static final int ROW = 44;
  private static final int BOTTOM = 80;
  private static final int LEFT = 380;
  private static final int RIGHT = 1080;
  private static final int BAR = 26;
  private static final int NAME = 34;
  private static final int MOST_ROWS = 40;
  private static final int TICKS = 5;

  private BudgetPlot() {}

  static BufferedImage draw(BudgetReport report) {
    List<PlanReport> plans = report.plans();
    Inputs.require(
        !plans.isEmpty(), "--plot needs something that was spent, but nothing was; leave it out");
    int first = Math.max(0, plans.size() - MOST_ROWS);
    int rows = plans.size() - first + 1;
    int height = TOP + rows * ROW + BOTTOM;
    BufferedImage image = new BufferedImage(WIDTH, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = image.createGraphics();
    try {
      pen.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
      pen.setRenderingHint(
          RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
      pen.setColor(Color.WHITE);
      pen.fillRect(0, 0, WIDTH, height);
      title(pen, report);
      axis(pen, rows);
      bars(pen, plans, first);
      left(pen, report, rows - 1);
    } finally {
      pen.dispose();
    }
    return image;
  }

  private static void title(Graphics2D pen, BudgetReport report) {
    pen.setColor(PlotStyle.INK);
    pen.setFont(PlotStyle.font(Font.BOLD, 24));
    pen.drawString(
        "Budget of %s: epsilon %s at delta %s"
            .formatted(
                report.data().name(),
                Numbers.plain(report.budget().epsilon()),
                Numbers.plain(report.budget().delta())),
        40,
        50);
    pen.setFont(PlotStyle.font(Font.PLAIN, 17));
    pen.drawString(
        BudgetText.taken(report.spent()) + " spent, " + BudgetText.left(report.left()) + " left",
        40,
        82);
  }

  private static void axis(Graphics2D pen, int rows) {
    int bottom = TOP + rows * ROW;
    pen.setFont(PlotStyle.font(Font.PLAIN, 17));
    for (int i = 0; i <= TICKS; i++) {
      int x = at((double) i / TICKS);
      pen.setColor(PlotStyle.GRID);
      pen.setStroke(new BasicStroke(1.2f));
      pen.drawLine(x, TOP, x, bottom);
      pen.setColor(PlotStyle.INK);
      String label = 100 * i / TICKS + " %";
      pen.drawString(label, x - pen.getFontMetrics().stringWidth(label) / 2, bottom + 26);
    }
    pen.drawString("of the budget", at(0), bottom + 56);
  }

  private static void bars(Graphics2D pen, List<PlanReport> plans, int first) {
    double before = plans.subList(0, first).stream().mapToDouble(PlanReport::share).sum();
    for (int i = first; i < plans.size(); i++) {
      PlanReport plan = plans.get(i);
      int y = TOP + (i - first) * ROW;
      name(pen, plan.number() + "  " + plan.plan().purpose(), y);
      bar(pen, before, before + plan.share(), y, PlotStyle.BLUE);
      before += plan.share();
      pen.setColor(PlotStyle.INK);
      pen.drawString(BudgetText.taken(plan.share()), at(before) + 8, y + BAR);
    }
  }

  private static void left(Graphics2D pen, BudgetReport report, int row) {
    int y = TOP + row * ROW;
    name(pen, "left", y);
    bar(pen, report.spent(), 1, y, PlotStyle.PALE_BLUE);
    pen.setColor(PlotStyle.INK);
    pen.drawString(BudgetText.left(report.left()), at(1) + 8, y + BAR);
  }

  private static void name(Graphics2D pen, String name, int y) {
    pen.setColor(PlotStyle.INK);
    pen.setFont(PlotStyle.font(Font.PLAIN, 17));
    String text = name.length() <= NAME ? name : name.substring(0, NAME - 3) + "...";
    pen.drawString(text, 40, y + BAR);
  }

  private static void bar(Graphics2D pen, double from, double to, int y, Color color) {
    pen.setColor(color);
    pen.fillRect(at(from), y + (ROW - BAR) / 2 - 4, Math.max(2, at(to) - at(from)), BAR);
  }

  private static int at(double share) {
    return (int) Math.round(LEFT + (RIGHT - LEFT) * Math.min(1, share));
  }
}
