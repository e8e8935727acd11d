package io.dptrain.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What docs/architecture.md says of the packages is so. */
class ArchitecturePageTest {
  private static final Path SOURCES = Path.of("src/main/java/io/dptrain/core");
  private static final Pattern CODE = Pattern.compile("`([a-z.]+)`");

  private static String between(String from, String to) throws IOException {
    String page = Files.readString(Path.of("../docs/architecture.md"));
    int start = page.indexOf(from);
    int end = page.indexOf(to, start + from.length());
    assertThat(start).as(from).isNotNegative();
    assertThat(end).as(to).isNotNegative();
    return page.substring(start + from.length(), end);
  }

  /** The packages with types; those that only hold others have a package-info alone. */
  private static Set<String> packages() throws IOException {
    try (Stream<Path> files = Files.walk(SOURCES)) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .filter(file -> !file.endsWith("package-info.java"))
          .map(file -> SOURCES.relativize(file.getParent()).toString().replace('/', '.'))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  @Test
  void order_isThatWhichArrowsAreHeldTo() throws IOException {
    String section = between("## The rule of arrows", "| rule |");
    String block = section.substring(section.indexOf("```\n") + 4, section.lastIndexOf("```"));
    assertThat(List.of(block.strip().split("\\s+"))).isEqualTo(ArchitectureTest.FLOW);
  }

  @Test
  void tables_nameEachPackageOnce() throws IOException {
    String tables = between("**dp-core**, below", "**dp-examples**, below");
    List<String> named =
        tables
            .lines()
            .filter(line -> line.startsWith("| `"))
            .map(line -> line.split("\\|", -1)[1])
            .flatMap(cell -> CODE.matcher(cell).results().map(match -> match.group(1)))
            .toList();
    assertThat(named).containsExactlyInAnyOrderElementsOf(packages());
  }

  @Test
  void everyPackage_saysWhatItIsFor() throws IOException {
    assertThat(packages())
        .allMatch(
            name -> Files.exists(SOURCES.resolve(name.replace('.', '/') + "/package-info.java")));
  }
}
