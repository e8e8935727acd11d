package io.dptrain.examples.readme;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds of all pages: they are found from the index, and their links lead somewhere. */
class DocumentationTest {
  private static final Page README = new Page("README.md");
  private static final Page INDEX = new Page("docs/README.md");

  static List<Page> pages() throws IOException {
    List<Page> pages = new ArrayList<>(documents());
    for (String name : List.of("README.md", "CONTRIBUTING.md", "CHANGES.md")) {
      pages.add(new Page(name));
    }
    return pages;
  }

  private static List<Page> documents() throws IOException {
    try (Stream<Path> files = Files.list(Page.ROOT.resolve("docs"))) {
      return files
          .map(file -> "docs/" + file.getFileName())
          .filter(name -> name.endsWith(".md"))
          .sorted()
          .map(Page::new)
          .toList();
    }
  }

  @Test
  void readme_words_areAtMost900() throws IOException {
    assertThat(README.text().strip().split("\\s+")).hasSizeLessThanOrEqualTo(900);
  }

  @Test
  void index_everyPage_isListedOnceInATable() throws IOException {
    String index = INDEX.text();
    for (Page page : documents()) {
      String name = page.file().getFileName().toString();
      assertThat(index.split("\n\\| \\[" + name + "\\]\\(" + name + "\\) \\|", -1))
          .as("rows of docs/README.md for docs/%s", name)
          .hasSize(page.equals(INDEX) ? 1 : 2);
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void page_everyLink_leadsToAFileAndItsHeading(Page page) throws IOException {
    List<String> broken = new ArrayList<>();
    for (String link : page.links()) {
      if (!leadsSomewhere(page, link)) {
        broken.add(link);
      }
    }
    assertThat(broken).as("broken links of %s", page.name()).isEmpty();
  }

  /** Of links into the repository alone. */
  private static boolean leadsSomewhere(Page page, String link) throws IOException {
    if (link.startsWith("https://")) {
      return true;
    }
    String[] parts = link.split("#", 2);
    Path file = parts[0].isEmpty() ? page.file() : page.file().resolveSibling(parts[0]).normalize();
    if (!file.startsWith(Page.ROOT) || !Files.exists(file)) {
      return false;
    }
    return parts.length == 1 || Page.of(file).anchors().contains(parts[1]);
  }

  @Test
  void links_ofThePages_areSeen() throws IOException {
    assertThat(README.links()).contains("docs/README.md", "docs/pictures/accuracy.png", "LICENSE");
    assertThat(new Page("docs/gradients.md").links())
        .contains("#the-method", "noise.md#what-rounding-adds-to-the-sensitivity");
  }

  @ParameterizedTest
  @MethodSource("pages")
  void page_numbers_areFilledIn(Page page) throws IOException {
    assertThat(page.text()).doesNotContain("@@");
  }
}
