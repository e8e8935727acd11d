package io.dptrain.core.data;

import io.dptrain.core.internal.Checks;
import io.dptrain.core.optimizer.BatchFeeder;
import io.dptrain.core.optimizer.BatchFeeds;
import io.dptrain.core.sampling.UserIndex;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.tensorflow.Operand;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Operands;
import org.tensorflow.types.family.TType;

/**
 * Feeds the records of a source to the placeholders of a model. A record that fails is left out of
 * its batch ({@link BatchFeeds#leaveOut}): it contributes zero, and the step looks like any other.
 * Every field is held against its rule, whether a placeholder takes it or not.
 *
 * <pre>{@code
 * RecordFeeder feeder = RecordFeeder.of(data).feed(x, "pixels").feed(y, "label");
 * ...sampling(PoissonSampling.of(feeder.units(), 256))...
 * optimizer.step(session, feeder);
 * }</pre>
 *
 * <p>Immutable: {@code feed} returns a feeder of one placeholder more. Make it once, before the
 * loop. It does not close the source. <b>Native memory</b>: the tensors belong to the {@link
 * BatchFeeds} that it returns. Thread safe, if the suppliers of public inputs are.
 */
public final class RecordFeeder implements BatchFeeder {
  private final RecordSource source;
  private final Units units;
  private final List<Fed> fed;
  private final List<Public> publicInputs;

  /** A placeholder that takes a field. */
  private record Fed(Operand<?> placeholder, int field) {}

  /** A placeholder that takes no data. */
  private record Public(Operand<?> placeholder, Supplier<? extends Tensor> value) {}

  /** Which records each privacy unit has. */
  private interface Units {
    int count();

    /** How many places each has in a batch. */
    int places();

    /** Whether a unit may have fewer records than places. */
    boolean vary();

    /** All that a batch may need of a unit. */
    int[] records(int unit);

    /** What a batch has of it, at most as many as places. */
    default int[] drawn(int unit) {
      return records(unit);
    }
  }

  /** So many records in a row. */
  private record Consecutive(int count, int places) implements Units {
    @Override
    public boolean vary() {
      return false;
    }

    @Override
    public int[] records(int unit) {
      return IntStream.range(unit * places, unit * places + places).toArray();
    }
  }

  /** Chosen records, each for itself. */
  private static final class Chosen implements Units {
    private final int[] chosen;

    Chosen(int[] chosen) {
      this.chosen = chosen.clone();
    }

    @Override
    public int count() {
      return chosen.length;
    }

    @Override
    public int places() {
      return 1;
    }

    @Override
    public boolean vary() {
      return false;
    }

    @Override
    public int[] records(int unit) {
      return new int[] {chosen[unit]};
    }
  }

  /** Users, of each some records that are drawn for each batch. */
  private record Users(UserIndex index, int places) implements Units {
    @Override
    public int count() {
      return index.users();
    }

    @Override
    public boolean vary() {
      return true;
    }

    @Override
    public int[] records(int unit) {
      return index.rowsOf(unit);
    }

    @Override
    public int[] drawn(int unit) {
      return index.someRowsOf(unit, places);
    }
  }

  private RecordFeeder(RecordSource source, Units units, List<Fed> fed, List<Public> publicInputs) {
    this.source = source;
    this.units = units;
    this.fed = List.copyOf(fed);
    this.publicInputs = List.copyOf(publicInputs);
  }

  /**
   * A feeder of the records of a source, which it does not close.
   *
   * @throws IllegalArgumentException if the source has no records, no fields, or two of one name
   */
  public static RecordFeeder of(RecordSource source) {
    Checks.atLeastOne("the size of the source", source.size());
    FieldNames.require(source.fields());
    return new RecordFeeder(source, new Consecutive(source.size(), 1), List.of(), List.of());
  }

  /**
   * Feeds so many records for each privacy unit, as {@code rowsPerUnit} of the optimizer says: unit
   * {@code u} has the records from {@code K u} to {@code K u + K - 1}. If one of them fails, the
   * unit contributes zero.
   *
   * @throws IllegalArgumentException if the source does not have a whole number of units
   */
  public RecordFeeder rowsPerUnit(int rows) {
    Checks.atLeastOne("rowsPerUnit", rows);
    if (source.size() % rows != 0) {
      throw new IllegalArgumentException(
          "a source of units of "
              + rows
              + " records must have a multiple of that, but has "
              + source.size()
              + "; fill the last unit up");
    }
    return new RecordFeeder(source, new Consecutive(source.size() / rows, rows), fed, publicInputs);
  }

  /**
   * Feeds chosen records alone, each as a unit of its own, such as those that {@link
   * UserIndex#bounded} leaves: unit {@code u} is the record {@code chosen[u]}.
   *
   * @throws IllegalArgumentException if one of them is not in the source, or there is none
   */
  public RecordFeeder records(int[] chosen) {
    Checks.atLeastOne("the number of chosen records", chosen.length);
    if (Arrays.stream(chosen).anyMatch(row -> row < 0 || row >= source.size())) {
      throw new IllegalArgumentException(
          "each chosen record must be one of the "
              + source.size()
              + " of the source, but one is not; choose them by an index of the same source");
    }
    return new RecordFeeder(source, new Chosen(chosen), fed, publicInputs);
  }

  /**
   * Feeds users, as {@code rowsPerUnitAtMost(most)} of the optimizer says: unit {@code u} is user
   * {@code u}, with as many of its records as there are, or {@code most} of them that are drawn
   * anew for each batch. A record that fails is left out of its user, and a user without any record
   * contributes zero.
   *
   * @throws IllegalArgumentException if the index is of another number of records, or of records
   *     that may have several owners
   */
  public RecordFeeder users(UserIndex users, int most) {
    Checks.atLeastOne("most", most);
    if (users.rows() != source.size()) {
      throw new IllegalArgumentException(
          "the index of users must be of the records of this source, but is of "
              + users.rows()
              + " and the source has "
              + source.size()
              + "; make it for this source");
    }
    if (!users.hasSingleOwners()) {
      throw new IllegalArgumentException(
          "each record must have one owner where users are sampled, but these may have several; call"
              + " withSingleOwners() of the index, or sample records(users.bounded(...))");
    }
    return new RecordFeeder(source, new Users(users, most), fed, publicInputs);
  }

  /**
   * Feeds a field to a placeholder, of its type or of one that holds each of its values exactly.
   *
   * @param placeholder <b>Shape</b> {@code [batch, ...]}, where what follows is that of the field
   * @throws IllegalArgumentException if there is no such field, or type or shape do not fit
   */
  public RecordFeeder feed(Operand<?> placeholder, String field) {
    int index = FieldNames.indexOf(source.fields(), field);
    requireFits(placeholder, source.fields().get(index));
    List<Fed> all = new ArrayList<>(fed);
    all.add(new Fed(placeholder, index));
    return new RecordFeeder(source, units, all, publicInputs);
  }

  /**
   * Feeds a public input in every batch, as a rate that the program changes.
   *
   * @param value makes the tensor, which the batch then owns; it must not depend on the data
   */
  public RecordFeeder feedPublic(Operand<?> placeholder, Supplier<? extends Tensor> value) {
    List<Public> all = new ArrayList<>(publicInputs);
    all.add(new Public(placeholder, value));
    return new RecordFeeder(source, units, fed, all);
  }

  /** How many units there are to sample from: the size of the data set for a sampler. Public. */
  public int units() {
    return units.count();
  }

  private static void requireFits(Operand<?> placeholder, Field field) {
    String fits = "the placeholder '" + placeholder.asOutput().op().name() + "' of ";
    if (!Column.holds(placeholder.type(), field.type())) {
      throw new IllegalArgumentException(
          fits
              + "type "
              + Operands.toDataType(placeholder.type())
              + " must hold each value of the field '"
              + field.name()
              + "' of type "
              + field.type()
              + "; make a placeholder of that type, and cast in the graph");
    }
    Shape shape = placeholder.shape();
    if (!shape.isUnknown() && !shape.isCompatibleWith(rows(field, Shape.UNKNOWN_SIZE))) {
      throw new IllegalArgumentException(
          fits
              + "shape "
              + shape
              + " must take rows of the shape "
              + field.shape()
              + " of the field '"
              + field.name()
              + "'; make it of shape "
              + rows(field, Shape.UNKNOWN_SIZE)
              + ", or say inShape(...) of the field");
    }
  }

  private static Shape rows(Field field, long rows) {
    return field.shape().prepend(rows);
  }

  @Override
  public BatchFeeds feeds(int[] sampled) {
    requireKnown(sampled);
    List<Column> columns = new ArrayList<>();
    List<List<Column>> byField = new ArrayList<>();
    source.fields().forEach(field -> byField.add(new ArrayList<>()));
    int rows = Math.multiplyExact(sampled.length, units.places());
    for (Fed one : fed) {
      Column column = Column.of(type(one), rows, source.fields().get(one.field()).values());
      columns.add(column);
      byField.get(one.field()).add(column);
    }
    int[] present = present(sampled, new RecordSink(source.fields(), byField), columns);
    return tensors(columns, rows, present);
  }

  private static Class<? extends TType> type(Fed one) {
    return one.placeholder().type();
  }

  /** No row is named: who was sampled is sensitive. */
  private void requireKnown(int[] sampled) {
    if (Arrays.stream(sampled).anyMatch(unit -> unit < 0 || unit >= units())) {
      throw new IllegalArgumentException(
          "a unit was asked for that is not among the "
              + units()
              + " of the source; make the sampler for units() of the feeder");
    }
  }

  /** Reads all records, and says how many each unit has: none if it is to be left out. */
  private int[] present(int[] sampled, RecordSink sink, List<Column> columns) {
    int[] present = new int[sampled.length];
    for (int place = 0; place < sampled.length; place++) {
      int[] records = units.drawn(sampled[place]);
      int read = 0;
      for (int record : records) {
        read += sink.read(source, record, place * units.places() + read).isEmpty() ? 1 : 0;
      }
      // A unit that cannot vary fails as a whole.
      present[place] = units.vary() || read == records.length ? read : 0;
      clear(columns, place, present[place]);
    }
    return present;
  }

  /** Zeros behind the records of a unit. */
  private void clear(List<Column> columns, int place, int from) {
    for (int row = from; row < units.places(); row++) {
      int position = place * units.places() + row;
      columns.forEach(column -> column.clear(position));
    }
  }

  private BatchFeeds tensors(List<Column> columns, int rows, int[] present) {
    BatchFeeds feeds = new BatchFeeds();
    try {
      for (int i = 0; i < fed.size(); i++) {
        Shape shape = rows(source.fields().get(fed.get(i).field()), rows);
        feeds.feed(fed.get(i).placeholder(), columns.get(i).tensor(shape));
      }
      publicInputs.forEach(one -> feeds.feed(one.placeholder(), one.value().get()));
      return units.vary() ? feeds.present(present) : feeds.leaveOut(placesOfNone(present));
    } catch (RuntimeException | Error e) {
      feeds.close();
      throw e;
    }
  }

  private static int[] placesOfNone(int[] present) {
    return IntStream.range(0, present.length).filter(place -> present[place] == 0).toArray();
  }

  @Override
  public void announce(int[] sampled) {
    source.announce(recordsOf(sampled));
  }

  /** Of users, all records are said: which of them a batch draws is not known before. */
  @Override
  public void announceEpoch(List<int[]> batches) {
    source.announceEpoch(batches.stream().map(this::recordsOf).toList());
  }

  private int[] recordsOf(int[] sampled) {
    return Arrays.stream(sampled)
        .flatMap(unit -> Arrays.stream(units.records(unit)))
        .sorted()
        .toArray();
  }
}
