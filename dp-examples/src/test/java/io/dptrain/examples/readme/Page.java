package io.dptrain.examples.readme;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A page of the documentation, and the code that a test holds it to. */
record Page(String name) {
  static final Path ROOT = Path.of("").toAbsolutePath().getParent();

  static Page of(Path file) {
    return new Page(ROOT.relativize(file).toString());
  }

  /** The page's file. */
  Path file() {
    return ROOT.resolve(name);
  }

  String text() throws IOException {
    return Files.readString(file());
  }

  /** What stands under a heading, up to the next one of the same rank. */
  String section(String heading) throws IOException {
    String text = text();
    int begin = text.indexOf("\n## " + heading + "\n");
    if (begin < 0) {
      throw new AssertionError(name + " has no heading '" + heading + "'");
    }
    int end = text.indexOf("\n## ", begin + 1);
    return text.substring(begin, end < 0 ? text.length() : end);
  }

  /** The Java code that the page shows, block by block. */
  List<String> javaBlocks() throws IOException {
    return blocks(text(), "java");
  }

  /** The blocks of a language in a text. */
  static List<String> blocks(String text, String language) {
    return found(Pattern.compile("(?ms)^```" + language + "\n(.*?)^```$"), text);
  }

  /**
   * What is compiled for the page: in a source file, from each line {@code // name of the page} to
   * the next line {@code // end}, without indentation.
   */
  List<String> regions(String source) throws IOException {
    Pattern region = Pattern.compile("(?ms)^ *// " + Pattern.quote(name) + "\n(.*?)\n *// end$");
    return found(region, Files.readString(ROOT.resolve(source))).stream()
        .map(code -> code.stripIndent() + "\n")
        .toList();
  }

  /** Where the links of the page lead, as they are written; those of code are none. */
  List<String> links() throws IOException {
    return Stream.of(prose().split("\n\n"))
        .map(paragraph -> paragraph.replaceAll("`[^`]*`", ""))
        .flatMap(paragraph -> found(Pattern.compile("\\]\\(([^)]*)\\)"), paragraph).stream())
        .toList();
  }

  /** Of each heading what GitHub makes of it: lower case, no punctuation, dashes for spaces. */
  Set<String> anchors() throws IOException {
    Set<String> anchors = new HashSet<>();
    for (String heading : found(Pattern.compile("(?m)^#{1,6} +(.+?)#*$"), prose())) {
      String anchor =
          heading
              .strip()
              .toLowerCase(Locale.ROOT)
              .replaceAll("[^\\p{L}\\p{N}_ -]", "")
              .replace(' ', '-');
      String free = anchor;
      for (int i = 1; !anchors.add(free); i++) {
        free = anchor + "-" + i;
      }
    }
    return anchors;
  }

  private String prose() throws IOException {
    return text().replaceAll("(?ms)^ *```.*?^ *```$", "");
  }

  private static List<String> found(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(match -> match.group(1)).toList();
  }
}
