package io.dptrain.examples.readme;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds docs/guarantee.md to tests that exist: a pitfall without a guard is a claim. */
class GuaranteePageTest {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
  private static final Pattern GUARD = Pattern.compile("`(\\w+)#(\\w+)`");
  private static final Pattern SEVERITY = Pattern.compile("critical|limited|negligible");

  /** A row of the table: number, pitfall, where seen, severity, defence, guards. */
  private record Pitfall(List<String> cells) {
    private String guards() {
      return cells.get(5);
    }
  }

  @Test
  void page_everyPitfall_namesSeverityAndGuards() throws IOException {
    assertThat(pitfalls())
        .hasSizeGreaterThan(40)
        .allSatisfy(
            pitfall -> {
              assertThat(pitfall.cells()).hasSize(6).noneMatch(String::isBlank);
              assertThat(pitfall.cells().get(3)).matches(SEVERITY);
              assertThat(pitfall.guards()).containsPattern(GUARD);
            });
  }

  @Test
  void page_everyGuard_isATestThatExists() throws IOException {
    Map<String, String> sources = testSources();
    List<String> missing = new ArrayList<>();
    for (Pitfall pitfall : pitfalls()) {
      GUARD
          .matcher(pitfall.guards())
          .results()
          .filter(guard -> !isTest(sources.getOrDefault(guard.group(1), ""), guard.group(2)))
          .forEach(guard -> missing.add(guard.group()));
    }
    assertThat(missing).isEmpty();
  }

  @Test
  void page_pitfalls_areNumberedOnceEachFromOne() throws IOException {
    List<Integer> numbers =
        pitfalls().stream().map(pitfall -> Integer.valueOf(pitfall.cells().get(0))).toList();
    assertThat(numbers).doesNotHaveDuplicates();
    assertThat(numbers.stream().mapToInt(Integer::intValue).max()).hasValue(numbers.size());
  }

  /** Annotated as a test right before its declaration, and not by another method's annotation. */
  private static boolean isTest(String source, String method) {
    return Pattern.compile(
            "@(Test|ParameterizedTest|RepeatedTest|TestFactory)\\b[^;{}]*(\\{[^;]*?\\}[^;{}]*)?"
                + "\\b"
                + method
                + "\\(")
        .matcher(source)
        .find();
  }

  private static List<Pitfall> pitfalls() throws IOException {
    return Files.readAllLines(ROOT.resolve("docs/guarantee.md")).stream()
        .filter(line -> line.matches("\\| \\d+ \\|.*"))
        .map(
            line ->
                new Pitfall(
                    Stream.of(line.substring(1, line.length() - 1).split("\\|"))
                        .map(String::trim)
                        .toList()))
        .toList();
  }

  /** Of each test class, by its simple name, its text. */
  private static Map<String, String> testSources() throws IOException {
    Map<String, String> sources = new HashMap<>();
    for (String module : List.of("dp-accountant", "dp-core", "dp-examples")) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/test/java"))) {
        for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
          String name = file.getFileName().toString().replace(".java", "");
          sources.merge(name, Files.readString(file), String::concat);
        }
      }
    }
    return sources;
  }
}
