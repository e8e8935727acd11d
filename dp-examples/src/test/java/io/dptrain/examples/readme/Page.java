package io.dptrain.examples.readme;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** A page of the documentation, and the code that a test holds it to. */
record Page(String name) {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

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

  private static List<String> found(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(match -> match.group(1)).toList();
  }
}
