package io.dptrain.examples.figure;

import java.util.ArrayList;
import java.util.List;

/** Text in lines. */
public final class Wrapped {
  private Wrapped() {}

  /** Lines of at most so many letters; a longer word is a line of its own. */
  public static List<String> lines(String text, int most) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.split(" ", -1)) {
      if (line.length() > 0 && line.length() + 1 + word.length() > most) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.length() == 0 ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }
}
