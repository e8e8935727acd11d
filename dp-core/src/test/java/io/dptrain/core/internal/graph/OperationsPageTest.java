package io.dptrain.core.internal.graph;

import static org.assertj.core.api.Assertions.assertThat;

import io.dptrain.core.internal.gradient.rule.UseSiteRules;
import io.dptrain.core.internal.graph.backward.NativeGradients;
import io.dptrain.core.internal.graph.flow.FlowRules;
import io.dptrain.core.internal.graph.flow.SizeRules;
import io.dptrain.core.internal.graph.op.OpFact;
import io.dptrain.core.internal.graph.op.OpFact.Trait;
import io.dptrain.core.internal.graph.op.OpFacts;
import io.dptrain.core.internal.graph.op.OpKind;
import io.dptrain.core.internal.graph.op.OpRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The lists of operations in docs/gradients.md are those of the table and of the rules. */
class OperationsPageTest {
  private static final Pattern NAMES =
      Pattern.compile("`([A-Z][A-Za-z0-9]*(?:\\s+[A-Z][A-Za-z0-9]*)*)`");
  private static final String PAGE = read();

  private static String read() {
    try {
      return Files.readString(Path.of("../docs/gradients.md"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The names in code between two texts. */
  private static Set<String> named(String from, String to) {
    int start = PAGE.indexOf(from);
    int end = PAGE.indexOf(to, start);
    assertThat(start).as(from).isNotNegative();
    assertThat(end).as(to).isNotNegative();
    return names(PAGE.substring(start + from.length(), end));
  }

  private static Set<String> names(String text) {
    return NAMES
        .matcher(text)
        .results()
        .flatMap(match -> Arrays.stream(match.group(1).split("\\s+")))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The names in the first cells of a table below a heading. */
  private static Set<String> firstCells(String heading) {
    String section = PAGE.substring(PAGE.indexOf(heading));
    return section
        .lines()
        .dropWhile(line -> !line.startsWith("|"))
        .takeWhile(line -> line.startsWith("|"))
        .map(line -> line.split("\\|", -1)[1])
        .flatMap(cell -> names(cell).stream())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> types(Predicate<OpFact> chosen) {
    return OpFacts.all().stream()
        .filter(chosen)
        .map(OpFact::type)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void opsThatKeepExamplesApart_areThoseWithARule() {
    Set<String> rules = new TreeSet<>(FlowRules.types());
    assertThat(firstCells("\n## Ops that keep examples apart")).isEqualTo(rules);
    assertThat(types(fact -> fact.kind().isFollowed())).isEqualTo(rules);
  }

  /** The library supplies the gradients of two. */
  @Test
  void opsWithoutAGradient_areThoseThatTensorFlowLacks() {
    Set<String> missing = types(fact -> fact.kind().isFollowed());
    missing.removeIf(NativeGradients::knows);
    missing.removeAll(OpFacts.ofKind(OpKind.RANDOM));
    missing.removeAll(OpFacts.ofKind(OpKind.SNAPSHOT));
    missing.remove("SparseSoftmaxCrossEntropyWithLogits");
    Set<String> booleans = Set.of("All", "Any", "ArgMax", "ArgMin", "IsFinite", "IsInf", "IsNan");
    missing.removeAll(booleans); // nothing flows back from a truth value or an index
    assertThat(named("Of the ops above it has none for", "; `minimize` refuses"))
        .isEqualTo(missing);
  }

  @Test
  void arithmeticOnShapes_isThatOfTheRules() {
    Set<String> rules = new TreeSet<>(SizeRules.types());
    rules.addAll(OpFacts.ofKind(OpKind.SHAPE_OF));
    assertThat(named("is followed exactly through", "over integers")).isEqualTo(rules);
  }

  @Test
  void shapeInputs_areThoseOfTheTable() {
    Set<String> shapes = types(fact -> !fact.shapeInputs().isEmpty());
    assertThat(shapes).containsAll(OpFacts.ofKind(OpKind.RANDOM));
    shapes.removeAll(OpFacts.ofKind(OpKind.RANDOM));
    assertThat(named("may be the shape input of", "and of the random ops")).isEqualTo(shapes);
  }

  @Test
  void opsThatFailOnIntegers_areThoseOfTheTable() {
    assertThat(named("lower rank;", "in floating point"))
        .isEqualTo(types(fact -> fact.has(Trait.FAILS_ON_INTEGERS)));
  }

  @Test
  void rulesWhereAVariableMeetsData_areThoseOfTheUseSites() {
    Set<String> documented = firstCells("\n## Rules where a variable meets data");
    documented.removeAll(Set.of("Mean", "Sum")); // what may follow a look-up
    documented.remove("V");
    assertThat(documented).isEqualTo(new TreeSet<>(UseSiteRules.types()));
  }

  /** A name with a slip of the pen would be a fact of nothing. */
  @Test
  void facts_areOfOperationsOfTensorFlow() {
    assertThat(Stream.of("NoSuchOperation")).noneMatch(OpRegistry::isRegistered);
    assertThat(OpFacts.all()).extracting(OpFact::type).allMatch(OpRegistry::isRegistered);
  }
}
