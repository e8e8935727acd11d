package io.dptrain.examples.readme;

import static io.dptrain.core.data.Field.Type.FLOAT32;
import static io.dptrain.core.data.Field.Type.INT32;

import io.dptrain.accountant.calibration.UserLevelOption;
import io.dptrain.accountant.calibration.UserLevelPlan;
import io.dptrain.accountant.event.PrivacyBudget;
import io.dptrain.accountant.ledger.BudgetAuthority;
import io.dptrain.accountant.pld.PldAccountant;
import io.dptrain.core.clip.Clipping;
import io.dptrain.core.data.ArrayRecords;
import io.dptrain.core.data.CsvRecords;
import io.dptrain.core.data.DataCheck;
import io.dptrain.core.data.DataReport;
import io.dptrain.core.data.EpochRecords;
import io.dptrain.core.data.Field;
import io.dptrain.core.data.NpyRecords;
import io.dptrain.core.data.RecordFeeder;
import io.dptrain.core.data.RecordSink;
import io.dptrain.core.data.RecordSource;
import io.dptrain.core.optimizer.DpOptimizer;
import io.dptrain.core.sampling.PoissonSampling;
import io.dptrain.core.sampling.RandomAllocation;
import io.dptrain.core.sampling.Sampler;
import io.dptrain.core.sampling.UserIndex;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.framework.optimizers.Adam;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** The code that docs/data.md shows, in its order; a test holds the two together, and runs it. */
final class DataPage {
  private DataPage() {}

  static RecordSource arrays(float[] pixels, int[] labels) {
    // docs/data.md
    RecordSource data =
        ArrayRecords.of(60_000)
            .with(Field.of("pixels", FLOAT32, 28, 28).within(0, 1), pixels)
            .with(Field.of("label", INT32).below(10), labels);
    // end
    return data;
  }

  static RecordSource files(Path folder) {
    // docs/data.md
    RecordSource data =
        NpyRecords.builder()
            .column("pixels", folder.resolve("pixels.npy"), field -> field.inShape(28, 28))
            .column("label", folder.resolve("labels.npy"), field -> field.below(10))
            .build();
    // end
    return data;
  }

  static RecordSource text(Path file) {
    // docs/data.md
    RecordSource data =
        CsvRecords.builder(file)
            .separator(';')
            .field(Field.of("body", FLOAT32, 2).within(0, 300), "height", "weight")
            .classes("diagnosis", "icd", List.of("none", "J45", "E11"))
            .build();
    // end
    return data;
  }

  static DpOptimizer train(
      RecordSource data,
      Graph graph,
      Session session,
      Operand<TFloat32> x,
      Operand<TInt32> y,
      Operand<TFloat32> loss,
      int steps) {
    // docs/data.md
    RecordFeeder feeder = RecordFeeder.of(data).feed(x, "pixels").feed(y, "label");
    DpOptimizer optimizer =
        DpOptimizer.wrap(new Adam(graph, 1e-3f))
            .sampling(PoissonSampling.of(feeder.units(), 256))
            .clipping(Clipping.flat(1.0))
            .noiseMultiplier(1.1)
            .build();
    optimizer.minimize(loss);
    session.initialize();
    for (int step = 0; step < steps; step++) {
      optimizer.step(session, feeder);
    }
    // end
    return optimizer;
  }

  /** A record of the application. */
  record Patient(float height, float weight, boolean smokes) {}

  static RecordSource patients(List<Optional<Patient>> all) {
    // docs/data.md
    record Patients(List<Optional<Patient>> table) implements RecordSource {
      @Override
      public int size() {
        return table.size();
      }

      @Override
      public List<Field> fields() {
        return List.of(
            Field.of("body", FLOAT32, 2).within(0, 300), Field.of("smokes", INT32).below(2));
      }

      @Override
      public boolean read(int row, RecordSink into) {
        Optional<Patient> patient = table.get(row);
        patient.ifPresent(
            found -> {
              into.floats(0, found.height(), found.weight());
              into.ints(1, found.smokes() ? 1 : 0);
            });
        return patient.isPresent();
      }
    }
    // end
    return new Patients(all);
  }

  static Sampler epochs(
      RecordSource data, Path scratchFolder, Operand<TFloat32> x, Operand<TInt32> y) {
    // docs/data.md
    RecordSource laidOut = EpochRecords.of(data, scratchFolder);
    RecordFeeder feeder = RecordFeeder.of(laidOut).feed(x, "pixels").feed(y, "label");
    Sampler sampler = RandomAllocation.inBatchesOf(feeder.units(), 1024);
    // end
    return sampler;
  }

  /** Shows progress. */
  interface Bar {
    void show(int percent);
  }

  static long check(RecordSource data, BudgetAuthority authority, Bar bar) {
    // docs/data.md
    DataReport report = DataCheck.of(data).progress(percent -> bar.show(percent)).run();
    long failing = report.releaseFailing(authority, "records that fail", 20); // deviation of noise
    // end
    return failing;
  }

  /** The two ways to feed users, and what a run of rows costs one of them. */
  record Users(RecordFeeder asUsers, RecordFeeder asRows, double epsilon) {}

  static Users users(
      RecordSource data, Operand<TFloat32> x, List<String> customerOfRow, DpOptimizer rowsRun) {
    // docs/data.md
    UserIndex users = UserIndex.ofIds(customerOfRow); // one id for each row
    RecordFeeder asUsers = RecordFeeder.of(data).feed(x, "pixels").users(users, 16);
    int[] kept = users.bounded(8);
    RecordFeeder asRows = RecordFeeder.of(data).feed(x, "pixels").records(kept);
    double ofOneUser = PldAccountant.forGroup(8).compose(rowsRun.ledger().event()).epsilon(1e-6);
    // end
    return new Users(asUsers, asRows, ofOneUser);
  }

  static UserLevelOption plan() {
    // docs/data.md
    PrivacyBudget budget = new PrivacyBudget(4, 1e-6);
    UserLevelPlan plan =
        UserLevelPlan.of(budget, 10_000, 1_024, 2_000) // users, rows of a step, steps
            .tryUsers(16, 85_000) // up to 16 rows of each in a step; 85,000 rows so counted
            .tryExamples(16, 85_000); // at most 16 rows of each in the data set, which has 85,000
    UserLevelOption best = plan.best();
    // end
    return best;
  }
}
