package io.dptrain.core.data;

import static io.dptrain.core.data.Field.Type.FLOAT32;
import static io.dptrain.core.data.Field.Type.FLOAT64;
import static io.dptrain.core.data.Field.Type.INT32;
import static io.dptrain.core.data.Field.Type.INT64;
import static io.dptrain.core.data.Field.Type.UINT8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dptrain.core.optimizer.BatchFeeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TBfloat16;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TUint8;
import org.tensorflow.types.family.TNumber;
import org.tensorflow.types.family.TType;

class RecordFeederTest {
  private static final List<Class<? extends TType>> TYPES =
      List.of(TFloat32.class, TFloat64.class, TInt32.class, TInt64.class, TUint8.class);

  private final Graph graph = new Graph();
  private final Ops tf = Ops.create(graph);

  @AfterEach
  void closeGraph() {
    graph.close();
  }

  private <T extends TType> Placeholder<T> placeholder(Class<T> type, long... shape) {
    return tf.placeholder(type, Placeholder.shape(Shape.of(shape)));
  }

  /** Three records of two values. */
  private static RecordSource source(Field.Type type) {
    Field field = Field.of("x", type, 2);
    return switch (type) {
      case FLOAT32 -> ArrayRecords.of(3).with(field, new float[] {0, 1, .1f, 3, 4, -5e30f});
      case FLOAT64 -> ArrayRecords.of(3).with(field, new double[] {0, 1, .1, 3, 4, -5e300});
      case INT32 -> ArrayRecords.of(3).with(field, new int[] {0, 1, 2, 3, 4, -123_456_789});
      case INT64 -> ArrayRecords.of(3).with(field, new long[] {0, 1, 2, 3, 4, Long.MIN_VALUE});
      case UINT8 -> ArrayRecords.of(3).with(field, new byte[] {0, 1, 2, 3, 4, (byte) 255});
    };
  }

  private static double[] values(Field.Type type) {
    return switch (type) {
      case FLOAT32 -> new double[] {4, -5e30f, .1f, 3};
      case FLOAT64 -> new double[] {4, -5e300, .1, 3};
      case INT32 -> new double[] {4, -123_456_789, 2, 3};
      case INT64 -> new double[] {4, Long.MIN_VALUE, 2, 3};
      case UINT8 -> new double[] {4, 255, 2, 3};
    };
  }

  @ParameterizedTest
  @EnumSource(Field.Type.class)
  void feeds_typesThatHoldEachValue_haveIt(Field.Type type) {
    for (Class<? extends TType> fed : TYPES) {
      if (Column.holds(fed, type)) {
        Placeholder<?> x = placeholder(fed, -1, 2);
        assertThat(fetched(RecordFeeder.of(source(type)).feed(x, "x"), x, 2, 1))
            .as("%s", fed)
            .isEqualTo(values(type));
      }
    }
    assertThat(TYPES.stream().filter(fed -> Column.holds(fed, type)))
        .hasSize(Map.of(FLOAT32, 2, FLOAT64, 1, INT32, 3, INT64, 1, UINT8, 5).get(type));
  }

  @SuppressWarnings("unchecked") // all placeholders hold numbers
  private double[] fetched(RecordFeeder feeder, Placeholder<?> x, int... rows) {
    try (BatchFeeds feeds = feeder.feeds(rows);
        Session session = new Session(graph);
        Result result =
            feeds
                .feedTo(session.runner())
                .fetch(tf.dtypes.cast((Placeholder<? extends TNumber>) x, TFloat64.class))
                .run()) {
      List<Double> all = new ArrayList<>();
      ((TFloat64) result.get(0)).scalars().forEach(scalar -> all.add(scalar.getDouble()));
      return all.stream().mapToDouble(value -> value).toArray();
    }
  }

  @Test
  void feed_typeThatDoesNotHoldEachValue_isRefusedWithBothAndTheFix() {
    for (Class<? extends TType> type : List.of(TFloat32.class, TInt32.class, TBfloat16.class)) {
      Placeholder<?> x = placeholder(type, -1, 2);
      assertThatThrownBy(() -> RecordFeeder.of(source(INT64)).feed(x, "x"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("'" + x.op().name() + "'")
          .hasMessageContaining("'x' of type INT64")
          .hasMessageContaining("cast in the graph");
    }
  }

  static Stream<Arguments> shapes() {
    return Stream.of(
        Arguments.of(new long[] {-1}, false),
        Arguments.of(new long[] {-1, 3}, false),
        Arguments.of(new long[] {-1, 2, 1}, false),
        Arguments.of(new long[] {-1, 2}, true),
        Arguments.of(new long[] {-1, -1}, true));
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void feed_shapeOfTheRows_mustBeThatOfTheField(long[] shape, boolean fits) {
    Placeholder<?> x = placeholder(TFloat32.class, shape);
    RecordFeeder feeder = RecordFeeder.of(source(FLOAT32));
    if (fits) {
      assertThat(fetched(feeder.feed(x, "x"), x, 0)).containsExactly(0, 1);
    } else {
      assertThatThrownBy(() -> feeder.feed(x, "x"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("make it of shape [-1, 2]");
    }
  }

  @Test
  void feeds_emptyBatch_hasTensorsOfNoRows() {
    Placeholder<?> x = placeholder(TFloat32.class, -1, 2);
    assertThat(fetched(RecordFeeder.of(source(FLOAT32)).feed(x, "x"), x)).isEmpty();
  }

  @Test
  void feeds_recordThatFails_isLeftOutAndItsUnitIsZeros() {
    Placeholder<TFloat64> x = placeholder(TFloat64.class, -1);
    RecordSource source =
        ArrayRecords.of(6).with(Field.of("x", FLOAT64), new double[] {1, 2, 3, Double.NaN, 5, 6});
    RecordFeeder feeder = RecordFeeder.of(source).rowsPerUnit(2).feed(x, "x");
    assertThat(feeder.units()).isEqualTo(3);
    assertThat(fetched(feeder, x, 0, 1, 2)).containsExactly(1, 2, 0, 0, 5, 6);
  }

  @Test
  void feeds_publicInput_isMadeForEachBatch() {
    Placeholder<TFloat64> x = placeholder(TFloat64.class, -1, 2);
    Placeholder<TFloat64> rate = placeholder(TFloat64.class);
    RecordFeeder feeder =
        RecordFeeder.of(source(FLOAT64))
            .feed(x, "x")
            .feedPublic(rate, () -> TFloat64.scalarOf(0.25));
    assertThat(fetched(feeder, rate, 0)).containsExactly(0.25);
    assertThat(fetched(feeder, rate, 1)).containsExactly(0.25);
  }

  /** Announced rows are records, whatever a unit is. */
  @Test
  void announce_units_areAnnouncedAsTheirRecords() {
    List<String> announced = new ArrayList<>();
    RecordSource source =
        new RecordSource() {
          @Override
          public int size() {
            return 6;
          }

          @Override
          public List<Field> fields() {
            return List.of(Field.of("x", FLOAT32));
          }

          @Override
          public boolean read(int row, RecordSink into) {
            return false;
          }

          @Override
          public void announce(int[] rows) {
            announced.add(Arrays.toString(rows));
          }

          @Override
          public void announceEpoch(List<int[]> batches) {
            batches.forEach(rows -> announced.add("epoch " + Arrays.toString(rows)));
          }
        };
    RecordFeeder feeder = RecordFeeder.of(source).rowsPerUnit(2);
    feeder.announce(new int[] {0, 2});
    feeder.announceEpoch(List.of(new int[] {0, 2}, new int[] {}, new int[] {1}));
    assertThat(announced)
        .containsExactly("[0, 1, 4, 5]", "epoch [0, 1, 4, 5]", "epoch []", "epoch [2, 3]");
  }

  @Test
  void feeds_unitThatTheSourceDoesNotHave_isRefusedAndNotNamed() {
    RecordFeeder feeder =
        RecordFeeder.of(source(FLOAT32)).feed(placeholder(TFloat32.class, -1, 2), "x");
    assertThatThrownBy(() -> feeder.feeds(new int[] {0, 777}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the 3 of the source")
        .hasMessageNotContaining("777");
  }

  @Test
  void of_whatDoesNotFit_isRefused() {
    assertThatThrownBy(() -> RecordFeeder.of(source(UINT8)).rowsPerUnit(2))
        .hasMessageContaining("a multiple");
    assertThatThrownBy(() -> RecordFeeder.of(source(UINT8)).rowsPerUnit(0))
        .hasMessageContaining("rowsPerUnit");
    assertThatThrownBy(
            () -> RecordFeeder.of(source(INT32)).feed(placeholder(TInt32.class, -1, 2), "y"))
        .hasMessageContaining("'y' among [x]");
    assertThatThrownBy(() -> RecordFeeder.of(ArrayRecords.of(3))).hasMessageContaining("a field");
  }
}
