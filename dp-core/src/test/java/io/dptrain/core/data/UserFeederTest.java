package io.dptrain.core.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.dptrain.core.optimizer.BatchFeeds;
import io.dptrain.core.optimizer.DpOptimizer;
import io.dptrain.core.sampling.UserIndex;
import io.dptrain.core.testing.LinearModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.tensorflow.Result;
import org.tensorflow.types.TFloat32;

/** Users of different numbers of records, from a source to the sum of their clipped gradients. */
class UserFeederTest {
  private static final int WIDTH = LinearModel.WIDTH;
  private static final int[] USER_OF_ROW = {3, 0, 3, 1, 3, 3, 1, 4, 4, 3};
  private static final int USERS = 6; // of which one has no records

  private final LinearModel model = new LinearModel();

  @AfterEach
  void closeModel() {
    model.close();
  }

  /** One record of user 1 and both of user 4 are no numbers. */
  private static float[] values() {
    Random random = new Random(5);
    float[] values = new float[USER_OF_ROW.length * WIDTH];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    for (int row : new int[] {6, 7, 8}) {
      values[row * WIDTH + 3] = Float.NaN;
    }
    return values;
  }

  private static RecordSource source() {
    return ArrayRecords.of(USER_OF_ROW.length)
        .with(Field.of("x", Field.Type.FLOAT32, WIDTH), values());
  }

  private RecordFeeder feeder(int most) {
    return RecordFeeder.of(source())
        .feed(model.data, "x")
        .users(UserIndex.of(USERS, USER_OF_ROW), most);
  }

  private DpOptimizer optimizer(int most) {
    return model.ready(LinearModel.builder(model.overwriting(), USERS).rowsPerUnitAtMost(most));
  }

  /** The mean gradient over the readable rows of each user, clipped as one; slow and obvious. */
  private static double[] expected(List<List<Integer>> rowsOfUsers) {
    float[] values = values();
    double[] sum = new double[WIDTH + LinearModel.BIASES];
    for (List<Integer> rows : rowsOfUsers) {
      double[] mean = new double[sum.length];
      for (int row : rows) {
        for (int i = 0; i < WIDTH; i++) {
          mean[i] += LinearModel.BIASES * values[row * WIDTH + i] / (double) rows.size();
        }
      }
      if (!rows.isEmpty()) {
        Arrays.fill(mean, WIDTH, mean.length, 1);
      }
      double norm = Math.sqrt(Arrays.stream(mean).map(value -> value * value).sum());
      for (int i = 0; i < sum.length; i++) {
        sum[i] += mean[i] / Math.max(1, norm) / USERS;
      }
    }
    return sum;
  }

  private void assertGradient(double[] expected) {
    List<Double> seen = model.variables();
    for (int i = 0; i < expected.length; i++) {
      assertThat(seen.get(i)).isCloseTo(expected[i], within(1e-6));
    }
  }

  @Test
  void step_usersOfDifferentSizes_clipTheMeanOverTheRowsThatTheyHave() {
    DpOptimizer optimizer = optimizer(7);
    optimizer.step(model.session, feeder(7));
    assertGradient(
        expected(List.of(List.of(1), List.of(3), List.of(), List.of(0, 2, 4, 5, 9), List.of())));
  }

  /** Two of the five records of user 3, drawn anew for each step. */
  @Test
  void feeds_userOfMoreRowsThanPlaces_hasSomeOfThem() {
    RecordFeeder feeder = feeder(2);
    Set<List<Float>> seen = new HashSet<>();
    for (int step = 0; step < 60; step++) {
      try (BatchFeeds feeds = feeder.feeds(new int[] {3});
          Result result =
              feeds.feedTo(model.session.runner().fetch(model.tf.identity(model.data))).run()) {
        TFloat32 fed = (TFloat32) result.get(0);
        assertThat(fed.shape().asArray()).containsExactly(2, WIDTH);
        seen.add(List.of(fed.getFloat(0, 0), fed.getFloat(1, 0)));
      }
    }
    assertThat(seen).as("pairs of five").hasSizeBetween(8, 10);
  }

  @Test
  void announce_users_saysAllThatTheyMayNeed() {
    List<int[]> announced = new ArrayList<>();
    List<int[]> epoch = new ArrayList<>();
    RecordSource noting =
        new RecordSource() {
          @Override
          public int size() {
            return USER_OF_ROW.length;
          }

          @Override
          public List<Field> fields() {
            return List.of(Field.of("x", Field.Type.FLOAT32, WIDTH));
          }

          @Override
          public boolean read(int row, RecordSink into) {
            return false;
          }

          @Override
          public void announce(int[] rows) {
            announced.add(rows);
          }

          @Override
          public void announceEpoch(List<int[]> batches) {
            epoch.addAll(batches);
          }
        };
    RecordFeeder feeder = RecordFeeder.of(noting).users(UserIndex.of(USERS, USER_OF_ROW), 2);
    feeder.announce(new int[] {1, 3});
    assertThat(announced).containsExactly(new int[] {0, 2, 3, 4, 5, 6, 9});
    feeder.announceEpoch(List.of(new int[] {0, 2}, new int[] {4}));
    assertThat(epoch).containsExactly(new int[] {1}, new int[] {7, 8});
  }

  @Test
  void records_boundedToOneEach_areUnitsOfTheirOwn() {
    UserIndex index = UserIndex.of(USERS, USER_OF_ROW);
    int[] kept = index.bounded(1);
    RecordFeeder feeder = RecordFeeder.of(source()).feed(model.data, "x").records(kept);
    assertThat(feeder.units()).isEqualTo(4);
    int readable = IntStream.range(0, 4).filter(unit -> kept[unit] == 1).findFirst().orElseThrow();
    try (BatchFeeds feeds = feeder.feeds(new int[] {readable});
        Result result =
            feeds.feedTo(model.session.runner().fetch(model.tf.identity(model.data))).run()) {
      assertThat(((TFloat32) result.get(0)).getFloat(0, 0)).isEqualTo(values()[WIDTH]);
    }
  }

  @Test
  void users_thatDoNotFitTheSource_areRefused() {
    RecordFeeder feeder = RecordFeeder.of(source());
    assertThatThrownBy(() -> feeder.users(UserIndex.of(1, new int[3]), 2))
        .hasMessageContaining("is of 3 and the source has 10");
    assertThatThrownBy(() -> feeder.users(UserIndex.of(USERS, USER_OF_ROW), 0))
        .hasMessageContaining("most must be at least 1");
    List<int[]> owners = new ArrayList<>(List.of(new int[] {0, 1}));
    IntStream.range(1, 10).forEach(row -> owners.add(new int[] {0}));
    assertThatThrownBy(() -> feeder.users(UserIndex.ofOwners(2, owners), 2))
        .hasMessageContaining("withSingleOwners()");
    assertThatThrownBy(() -> feeder.records(new int[] {10})).hasMessageContaining("one of the 10");
    assertThatThrownBy(() -> feeder.records(new int[0])).hasMessageContaining("at least 1");
  }
}
