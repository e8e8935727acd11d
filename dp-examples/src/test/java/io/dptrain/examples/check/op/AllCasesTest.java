package io.dptrain.examples.check.op;

import static org.assertj.core.api.Assertions.assertThat;

import io.dptrain.examples.check.sweep.OpCase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Every operation of docs/gradients.md is tried. */
class AllCasesTest {
  private static final Path PAGE = Path.of("../docs/gradients.md");
  private static final Pattern FIRST_CELL =
      Pattern.compile("(?m)^\\| ((?:`[A-Za-z0-9 ]+`,? ?)+)\\|");

  /** What they draw cannot be compared. */
  private static final Set<String> CHANCE =
      Set.of("RandomStandardNormal", "RandomUniform", "TruncatedNormal");

  private static Set<String> types(List<OpCase> cases) {
    return cases.stream().map(OpCase::op).collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> documented() throws IOException {
    String page = Files.readString(PAGE);
    String section =
        page.substring(
            page.indexOf("\n## Ops that keep examples apart"),
            page.indexOf("Following an op is one thing"));
    return FIRST_CELL
        .matcher(section)
        .results()
        .flatMap(cell -> Arrays.stream(cell.group(1).split("[`, ]+")))
        .filter(type -> !type.isEmpty())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void cases_everyDocumentedOperation_hasOne() throws IOException {
    Set<String> missing = documented();
    assertThat(missing).hasSizeGreaterThan(150); // as the page says
    missing.removeAll(types(new AllCases().cases()));
    missing.removeAll(CHANCE);
    assertThat(missing).isEmpty();
  }

  @Test
  void quickCases_everyOperation_hasOne() {
    assertThat(types(new QuickCases().cases())).isEqualTo(types(new AllCases().cases()));
  }

  @Test
  void cases_names_differ() {
    assertThat(new AllCases().cases()).extracting(OpCase::name).doesNotHaveDuplicates();
  }
}
