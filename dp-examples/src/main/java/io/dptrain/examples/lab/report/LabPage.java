package io.dptrain.examples.lab.report;

import io.dptrain.examples.run.Result;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** All results on one page, which needs no network: pictures lie beside it. */
public final class LabPage {
  private static final String STYLE =
      """
      body { font: 16px/1.5 system-ui, sans-serif; color: #22262b; max-width: 1180px;
        margin: 2em auto; padding: 0 1.5em; }
      h1 { font-size: 1.7em; } h2 { font-size: 1.25em; margin: 2.6em 0 0.2em; }
      table { border-collapse: collapse; margin: 0.8em 0; font-variant-numeric: tabular-nums; }
      th, td { text-align: left; padding: 0.15em 1.4em 0.15em 0; vertical-align: top; }
      th { font-weight: 600; border-bottom: 1px solid #c8cdd3; }
      img { max-width: 100%; height: auto; border: 1px solid #e3e6ea; }
      .holds { color: #2e7d32; } .fails { color: #c62828; font-weight: 600; }
      nav td:first-child { white-space: nowrap; }
      """;

  private LabPage() {}

  /**
   * The page.
   *
   * @param pictures their file names, one for each result; empty for one that was not drawn
   */
  public static byte[] of(List<Result> results, List<String> pictures) {
    long held = results.stream().filter(Result::holds).count();
    StringBuilder page = new StringBuilder(2_000);
    page.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
        .append("<meta name=\"viewport\" content=\"width=device-width\">\n")
        .append("<title>dptrain: stability lab</title>\n<style>\n")
        .append(STYLE)
        .append("</style>\n</head>\n<body>\n<h1>Stability lab</h1>\n<p>")
        .append(held)
        .append(" of ")
        .append(results.size())
        .append(" claims hold. Medians of all seeds are judged.</p>\n<nav>\n<table>\n");
    results.forEach(result -> page.append(contents(result)));
    page.append("</table>\n</nav>\n");
    IntStream.range(0, results.size())
        .forEach(i -> page.append(section(results.get(i), pictures.get(i))));
    return page.append("</body>\n</html>\n").toString().getBytes(StandardCharsets.UTF_8);
  }

  private static String contents(Result result) {
    String name = escaped(result.experiment().name());
    return "<tr><td><a href=\"#"
        + name
        + "\">"
        + name
        + "</a></td><td>"
        + verdict(result.holds())
        + "</td><td>"
        + escaped(result.experiment().claim())
        + "</td></tr>\n";
  }

  private static String section(Result result, String picture) {
    String name = escaped(result.experiment().name());
    String image =
        picture.isEmpty()
            ? ""
            : "<p><img src=\"" + escaped(picture) + "\" alt=\"" + name + "\"></p>\n";
    return "<h2 id=\""
        + name
        + "\">"
        + name
        + "</h2>\n<p>"
        + verdict(result.holds())
        + String.format(Locale.ROOT, ", from %d seeds, ", result.seeds().size())
        + String.format(Locale.ROOT, "%.0f seconds</p>%n", result.seconds())
        + image
        + table(LabText.judgements(result))
        + table(LabText.numbers(result));
  }

  private static String verdict(boolean holds) {
    return holds
        ? "<span class=\"holds\">holds</span>"
        : "<span class=\"fails\">does not hold</span>";
  }

  private static String table(List<List<String>> rows) {
    String head = row(rows.get(0), "th");
    String body = rows.stream().skip(1).map(row -> row(row, "td")).collect(Collectors.joining());
    return "<table>\n" + head + body + "</table>\n";
  }

  private static String row(List<String> cells, String tag) {
    return cells.stream()
            .map(cell -> "<" + tag + ">" + escaped(cell) + "</" + tag + ">")
            .collect(Collectors.joining("", "<tr>", "</tr>"))
        + "\n";
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
