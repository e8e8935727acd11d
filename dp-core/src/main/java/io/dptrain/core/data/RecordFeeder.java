package io.dptrain.core.data;

import io.dptrain.core.internal.Checks;
import io.dptrain.core.optimizer.BatchFeeder;
import io.dptrain.core.optimizer.BatchFeeds;
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
  private final int rowsPerUnit;
  private final List<Fed> fed;
  private final List<Public> publicInputs;

  /** A placeholder that takes a field. */
  private record Fed(Operand<?> placeholder, int field) {}

  /** A placeholder that takes no data. */
  private record Public(Operand<?> placeholder, Supplier<? extends Tensor> value) {}

  private RecordFeeder(
      RecordSource source, int rowsPerUnit, List<Fed> fed, List<Public> publicInputs) {
    this.source = source;
    this.rowsPerUnit = rowsPerUnit;
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
    return new RecordFeeder(source, 1, List.of(), List.of());
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
    return new RecordFeeder(source, rows, fed, publicInputs);
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
    return new RecordFeeder(source, rowsPerUnit, all, publicInputs);
  }

  /**
   * Feeds a public input in every batch, as a rate that the program changes.
   *
   * @param value makes the tensor, which the batch then owns; it must not depend on the data
   */
  public RecordFeeder feedPublic(Operand<?> placeholder, Supplier<? extends Tensor> value) {
    List<Public> all = new ArrayList<>(publicInputs);
    all.add(new Public(placeholder, value));
    return new RecordFeeder(source, rowsPerUnit, fed, all);
  }

  /** How many units there are to sample from: the size of the data set for a sampler. Public. */
  public int units() {
    return source.size() / rowsPerUnit;
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
  public BatchFeeds feeds(int[] units) {
    requireKnown(units);
    List<Column> columns = new ArrayList<>();
    List<List<Column>> byField = new ArrayList<>();
    source.fields().forEach(field -> byField.add(new ArrayList<>()));
    int rows = Math.multiplyExact(units.length, rowsPerUnit);
    for (Fed one : fed) {
      Column column = Column.of(type(one), rows, source.fields().get(one.field()).values());
      columns.add(column);
      byField.get(one.field()).add(column);
    }
    int[] failing = failing(units, new RecordSink(source.fields(), byField), columns);
    return tensors(columns, rows, failing);
  }

  private static Class<? extends TType> type(Fed one) {
    return one.placeholder().type();
  }

  /** No row is named: who was sampled is sensitive. */
  private void requireKnown(int[] units) {
    if (Arrays.stream(units).anyMatch(unit -> unit < 0 || unit >= units())) {
      throw new IllegalArgumentException(
          "a unit was asked for that is not among the "
              + units()
              + " of the source; make the sampler for units() of the feeder");
    }
  }

  /** Reads all records, and finds the places of the units of which one fails. */
  private int[] failing(int[] units, RecordSink sink, List<Column> columns) {
    return IntStream.range(0, units.length)
        .filter(place -> !isRead(units[place], place, sink))
        .peek(place -> clear(columns, place))
        .toArray();
  }

  private boolean isRead(int unit, int place, RecordSink sink) {
    boolean isRead = true;
    for (int row = 0; row < rowsPerUnit; row++) {
      isRead &= sink.read(source, unit * rowsPerUnit + row, place * rowsPerUnit + row).isEmpty();
    }
    return isRead;
  }

  private void clear(List<Column> columns, int place) {
    for (int row = 0; row < rowsPerUnit; row++) {
      int position = place * rowsPerUnit + row;
      columns.forEach(column -> column.clear(position));
    }
  }

  private BatchFeeds tensors(List<Column> columns, int rows, int[] failing) {
    BatchFeeds feeds = new BatchFeeds();
    try {
      for (int i = 0; i < fed.size(); i++) {
        Shape shape = rows(source.fields().get(fed.get(i).field()), rows);
        feeds.feed(fed.get(i).placeholder(), columns.get(i).tensor(shape));
      }
      publicInputs.forEach(one -> feeds.feed(one.placeholder(), one.value().get()));
      return feeds.leaveOut(failing);
    } catch (RuntimeException | Error e) {
      feeds.close();
      throw e;
    }
  }

  @Override
  public void announce(int[] units) {
    int[] rows = new int[Math.multiplyExact(units.length, rowsPerUnit)];
    Arrays.setAll(rows, row -> units[row / rowsPerUnit] * rowsPerUnit + row % rowsPerUnit);
    source.announce(rows);
  }
}
