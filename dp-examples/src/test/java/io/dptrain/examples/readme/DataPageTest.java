package io.dptrain.examples.readme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.dptrain.accountant.calibration.UserLevelOption;
import io.dptrain.accountant.calibration.UserLevelPlan;
import io.dptrain.accountant.event.PrivacyBudget;
import io.dptrain.accountant.ledger.BudgetAuthority;
import io.dptrain.core.clip.Clipping;
import io.dptrain.core.data.DataCheck;
import io.dptrain.core.data.RecordSource;
import io.dptrain.core.optimizer.DpOptimizer;
import io.dptrain.core.sampling.PoissonSampling;
import io.dptrain.core.sampling.Sampler;
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
import org.tensorflow.framework.optimizers.Adam;
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

  @Test
  void epochs_recordsOfFiles_areSpreadOverBatches() throws IOException {
    npy("pixels.npy", "<f4", "(3000, 784)", 3000 * 784 * 4);
    npy("labels.npy", "<i4", "(3000,)", 3000 * 4);
    try (RecordSource data = DataPage.files(folder);
        Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Sampler sampler =
          DataPage.epochs(
              data, folder, tf.placeholder(TFloat32.class), tf.placeholder(TInt32.class));
      assertThat(sampler.stepsDrawnTogether()).isEqualTo(3);
    }
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

  /** Customers of one to four records. */
  @Test
  void users_bothWays_areFed() throws IOException {
    npy("pixels.npy", "<f4", "(10, 784)", 10 * 784 * 4);
    npy("labels.npy", "<i4", "(10,)", 10 * 4);
    try (RecordSource data = DataPage.files(folder);
        Graph graph = new Graph()) {
      Placeholder<TFloat32> x =
          Ops.create(graph).placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, 28, 28)));
      DpOptimizer rowsRun =
          DpOptimizer.wrap(new Adam(graph))
              .sampling(PoissonSampling.of(10, 2))
              .clipping(Clipping.flat(1))
              .noiseMultiplier(1)
              .build();
      rowsRun.ledger().charge();
      DataPage.Users users = DataPage.users(data, x, List.of("abbcccdddd".split("")), rowsRun);
      assertThat(users.asUsers().units()).isEqualTo(4);
      assertThat(users.asRows().units()).isEqualTo(10);
      assertThat(users.epsilon()).isGreaterThan(rowsRun.ledger().epsilon(1e-6));
    }
  }

  /** The table of the page. */
  @Test
  void plan_usersOfOneAndSixteenRows_isThatOfThePage() {
    UserLevelOption users = DataPage.plan();
    assertThat(users.unit()).isEqualTo(UserLevelOption.Unit.USER);
    UserLevelPlan even =
        UserLevelPlan.of(new PrivacyBudget(4, 1e-6), 10_000, 1_024, 2_000)
            .tryExamples(16, 85_000)
            .tryUsers(16, 160_000)
            .tryExamples(16, 160_000)
            .tryUsers(16, 160_000, 0.25);
    List<Double> noise = even.options().stream().map(UserLevelOption::noiseOnGradient).toList();
    assertThat(users.noiseOnGradient()).isCloseTo(0.00790, within(6e-6));
    assertThat(noise.get(0)).isCloseTo(0.01012, within(6e-6));
    assertThat(noise.get(1)).isCloseTo(0.01155, within(6e-6));
    assertThat(noise.get(2)).isCloseTo(0.00543, within(6e-6));
    assertThat(noise.get(3)).isCloseTo(0.00289, within(6e-6));
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
