package io.dptrain.accountant.internal;

/**
 * Which characters may stand in names that are written to terminals, pages and ledgers.
 *
 * <p>It goes by a list of its own and not by the JDK's, which grows: what one version wrote every
 * other can read. Variation selectors are part of how names are written, and may stand. Stateless.
 */
public final class VisibleText {
  /** First and last of those that control a terminal or the order of a line, or show nothing. */
  private static final int[][] HIDDEN = {
    {0x0000, 0x001F},
    {0x007F, 0x009F},
    {0x00AD, 0x00AD},
    {0x034F, 0x034F},
    {0x0600, 0x0605},
    {0x061C, 0x061C},
    {0x06DD, 0x06DD},
    {0x070F, 0x070F},
    {0x115F, 0x1160},
    {0x17B4, 0x17B5},
    {0x180B, 0x180F},
    {0x200B, 0x200F},
    {0x2028, 0x202E},
    {0x2060, 0x206F},
    {0x2800, 0x2800},
    {0x3164, 0x3164},
    {0xD800, 0xDFFF},
    {0xFDD0, 0xFDEF},
    {0xFEFF, 0xFEFF},
    {0xFFA0, 0xFFA0},
    {0xFFF9, 0xFFFB},
    {0x1BCA0, 0x1BCA3},
    {0x1D173, 0x1D17A},
    {0xE0000, 0xE00FF},
    {0xE01F0, 0xE0FFF},
  };

  private static final int PLANE = 0xFFFF;
  private static final int LAST_OF_PLANE = 0xFFFE;

  private VisibleText() {}

  /** Whether no character of a text is hidden. */
  public static boolean isVisible(String text) {
    return text.codePoints().noneMatch(VisibleText::isHidden);
  }

  /** Whether a character is not to be seen, or changes how others are. */
  public static boolean isHidden(int codePoint) {
    for (int[] range : HIDDEN) {
      if (codePoint >= range[0] && codePoint <= range[1]) {
        return true;
      }
    }
    return (codePoint & PLANE) >= LAST_OF_PLANE;
  }
}
