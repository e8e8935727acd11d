package io.dptrain.core.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Tensor;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TType;

/** Sources, files and what is read of them, for tests. */
final class Records {
  private Records() {}

  /** What a source gives for a record: the values of a field; empty if the record fails. */
  static Optional<List<Double>> read(RecordSource source, int row, int field) {
    Field of = source.fields().get(field);
    Class<? extends TType> type = of.type() == Field.Type.INT64 ? TInt64.class : TFloat64.class;
    Column column = Column.of(type, 1, of.values());
    List<List<Column>> columns = new ArrayList<>();
    for (int i = 0; i < source.fields().size(); i++) {
      columns.add(i == field ? List.of(column) : List.of());
    }
    Optional<String> fault = new RecordSink(source.fields(), columns).read(source, row, 0);
    if (fault.isPresent()) {
      return Optional.empty();
    }
    List<Double> values = new ArrayList<>();
    try (Tensor tensor = column.tensor(of.shape())) {
      if (tensor instanceof TFloat64 doubles) {
        doubles.scalars().forEach(scalar -> values.add(scalar.getDouble()));
      } else {
        ((TInt64) tensor).scalars().forEach(scalar -> values.add((double) scalar.getLong()));
      }
    }
    return Optional.of(values);
  }

  /** Why a record fails. */
  static Optional<String> fault(RecordSource source, int row) {
    return new RecordSink(
            source.fields(), source.fields().stream().map(field -> List.<Column>of()).toList())
        .read(source, row, 0);
  }

  /** A .npy file as NumPy writes it. */
  static Path npy(Path file, int version, String header, ByteBuffer values) {
    int before = version == 1 ? 10 : 12;
    String padded = header + " ".repeat(64 - (before + header.length() + 1) % 64) + "\n";
    ByteBuffer all =
        ByteBuffer.allocate(before + padded.length() + values.remaining())
            .order(ByteOrder.LITTLE_ENDIAN);
    all.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII));
    all.put((byte) version).put((byte) 0);
    if (version == 1) {
      all.putShort((short) padded.length());
    } else {
      all.putInt(padded.length());
    }
    all.put(padded.getBytes(StandardCharsets.UTF_8)).put(values);
    return write(file, all.array());
  }

  /** Whole numbers from 0 as values of a .npy file. */
  static ByteBuffer counted(Field.Type type, int count) {
    ByteBuffer values = ByteBuffer.allocate(count * type.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < count; i++) {
      switch (type) {
        case FLOAT32 -> values.putFloat(i);
        case FLOAT64 -> values.putDouble(i);
        case INT32 -> values.putInt(i);
        case INT64 -> values.putLong(i);
        case UINT8 -> values.put((byte) i);
      }
    }
    return values.flip();
  }

  static String header(String descr, String shape) {
    return "{'descr': '" + descr + "', 'fortran_order': False, 'shape': " + shape + ", }";
  }

  static Path text(Path file, String text) {
    return write(file, text.getBytes(StandardCharsets.UTF_8));
  }

  static Path write(Path file, byte[] bytes) {
    try {
      return Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
