package io.dptrain.examples.readme;

import static org.assertj.core.api.Assertions.assertThat;

import io.dptrain.accountant.event.PrivacyBudget;
import io.dptrain.accountant.ledger.BudgetAuthority;
import io.dptrain.core.data.DataCheck;
import io.dptrain.core.data.RecordSource;
import io.dptrain.core.optimizer.DpOptimizer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

class DataPageTest {
  private static final Page PAGE = new Page("docs/data.md");

  @TempDir private Path folder;

  @Test
  void page_everyBlock_isCompiledCode() throws IOException {
    assertThat(PAGE.javaBlocks())
        .isNotEmpty()
        .isEqualTo(
            PAGE.regions("dp-examples/src/test/java/io/dptrain/examples/readme/DataPage.java"));
  }

  @Test
  void train_arraysAndFiles_ends() throws IOException {
    trains(DataPage.arrays(new float[60_000 * 784], new int[60_000]));
    npy("pixels.npy", "<f4", "(300, 784)", 300 * 784 * 4);
    npy("labels.npy", "<i4", "(300,)", 300 * 4);
    trains(DataPage.files(folder));
  }

  private static void trains(RecordSource data) {
    try (data;
        Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      Placeholder<TFloat32> x =
          tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, 28, 28)));
      Placeholder<TInt32> y = tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(-1)));
      Operand<TFloat32> flat = tf.reshape(x, tf.constant(new int[] {-1, 784}));
      Operand<TFloat32> logits =
          tf.linalg.matMul(flat, tf.variable(tf.constant(new float[784][10])));
      Operand<TFloat32> loss = tf.nn.sparseSoftmaxCrossEntropyWithLogits(logits, y).loss();
      DpOptimizer optimizer = DataPage.train(data, graph, session, x, y, loss, 2);
      assertThat(optimizer.ledger().steps()).isEqualTo(2);
    }
  }

  private void npy(String name, String descr, String shape, int bytes) throws IOException {
    String header =
        "{'descr': '%s', 'fortran_order': False, 'shape': %s, }\n".formatted(descr, shape);
    ByteBuffer file =
        ByteBuffer.allocate(10 + header.length() + bytes).order(ByteOrder.LITTLE_ENDIAN);
    file.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII));
    file.put((byte) 1).put((byte) 0).putShort((short) header.length());
    file.put(header.getBytes(StandardCharsets.US_ASCII));
    Files.write(folder.resolve(name), file.array());
  }

  @Test
  void text_linesOfTheFile_areRecords() throws IOException {
    Path file = folder.resolve("patients.csv");
    Files.writeString(file, "icd;weight;height\nJ45;70;1.8\n\"none;70;1.8\nE11;500;1.7\n");
    try (RecordSource data = DataPage.text(file)) {
      assertThat(data.size()).isEqualTo(3);
      assertThat(DataCheck.of(data).run().failingNotPrivate()).isEqualTo(2);
    }
  }

  @Test
  void patients_thoseThatAreMissing_fail() {
    List<Integer> percents = new ArrayList<>();
    RecordSource data =
        DataPage.patients(
            List.of(
                Optional.of(new DataPage.Patient(180, 70, true)),
                Optional.empty(),
                Optional.of(new DataPage.Patient(180, Float.NaN, true))));
    assertThat(DataCheck.of(data).run().failingNotPrivate()).isEqualTo(2);
    try (BudgetAuthority authority =
        BudgetAuthority.open(folder.resolve("budget"), new PrivacyBudget(2, 1e-6))) {
      assertThat(DataPage.check(data, authority, percents::add)).isBetween(-300L, 300L);
      assertThat(authority.report().plans()).hasSize(1);
    }
    assertThat(percents).isEqualTo(IntStream.rangeClosed(1, 100).boxed().toList());
  }
}
