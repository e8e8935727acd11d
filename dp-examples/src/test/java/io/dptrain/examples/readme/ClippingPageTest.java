package io.dptrain.examples.readme;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;

class ClippingPageTest {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
  private static final Path SOURCE =
      ROOT.resolve("dp-examples/src/test/java/io/dptrain/examples/readme/ClippingPage.java");
  private static final Pattern BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
  private static final Pattern REGION =
      Pattern.compile("    // docs/clipping.md\n(.*?)    // end\n", Pattern.DOTALL);

  @TempDir private Path folder;

  @Test
  void page_everyBlock_isCompiledCode() throws IOException {
    List<String> shown = all(BLOCK, ROOT.resolve("docs/clipping.md"));
    List<String> compiled = new ArrayList<>();
    for (String region : all(REGION, SOURCE)) {
      compiled.add(region.replaceAll("(?m)^    ", ""));
    }
    assertThat(shown).isNotEmpty().isEqualTo(compiled);
  }

  private static List<String> all(Pattern pattern, Path file) throws IOException {
    return pattern
        .matcher(Files.readString(file))
        .results()
        .map((MatchResult match) -> match.group(1))
        .toList();
  }

  @Test
  void monitored_batchThatIsNotANumber_changesNothing() {
    try (Graph graph = new Graph();
        Session session = new Session(graph);
        TFloat32 bad = TFloat32.scalarOf(Float.NaN)) {
      Ops tf = Ops.create(graph);
      Placeholder<TFloat32> x = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
      Variable<TFloat32> weight = tf.variable(tf.constant(3f));
      Operand<TFloat32> loss = tf.math.square(tf.math.sub(weight, x));
      ClippingPage.monitored(graph, session, x, loss, bad, 100, folder);
      try (Result result = session.runner().fetch(weight).run()) {
        assertThat(((TFloat32) result.get(0)).getFloat()).isEqualTo(3);
      }
    }
  }
}
