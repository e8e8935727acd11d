package io.dptrain.examples.report;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.function.Consumer;

/** A white sheet for pictures that are no charts, such as grids of small pictures. */
public final class Sheet {
  private Sheet() {}

  /** A sheet with something drawn on it, in smooth lines and letters. */
  public static BufferedImage drawn(int width, int height, Consumer<Graphics2D> drawing) {
    BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = picture.createGraphics();
    try {
      pen.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
      pen.setRenderingHint(
          RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
      pen.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
      pen.setColor(Color.WHITE);
      pen.fillRect(0, 0, width, height);
      drawing.accept(pen);
    } finally {
      pen.dispose();
    }
    return picture;
  }

  /** Writes a line of text from {@code x} on. */
  public static void write(Graphics2D pen, String text, Font font, int x, int baseline) {
    pen.setColor(PlotStyle.INK);
    pen.setFont(font);
    pen.drawString(text, x, baseline);
  }

  /** Writes a line of text around {@code x}. */
  public static void writeCentered(Graphics2D pen, String text, Font font, int x, int baseline) {
    write(pen, text, font, x - pen.getFontMetrics(font).stringWidth(text) / 2, baseline);
  }
}
