package io.dptrain.core.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The header of a .npy file: a magic string, a version, a length, and a dictionary of Python with
 * the keys descr, fortran_order and shape.
 *
 * <p><b>Source</b>: numpy.lib.format, versions 1.0 to 3.0.
 *
 * @param field what each record has: the shape without its first axis
 * @param records the length of the first axis
 * @param dataFrom the byte at which the values begin
 */
record NpyHeader(Field field, long records, long dataFrom) {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};

  /** Larger ones are of structured types, which are refused. */
  private static final int LARGEST = 1 << 16;

  private static final Map<String, Field.Type> TYPES =
      Map.of(
          "<f4", Field.Type.FLOAT32,
          "<f8", Field.Type.FLOAT64,
          "<i4", Field.Type.INT32,
          "<i8", Field.Type.INT64,
          "|u1", Field.Type.UINT8);

  private static final Pattern DESCR = Pattern.compile("'descr': *'([^']*)'");
  private static final Pattern ORDER = Pattern.compile("'fortran_order': *(True|False)");
  private static final Pattern SHAPE = Pattern.compile("'shape': *\\(([0-9, ]*)\\)");

  /**
   * Reads the header, and holds it against the length of the file.
   *
   * @throws IllegalArgumentException if it is no .npy file, or one of another kind
   */
  static NpyHeader read(String name, MappedFile file) {
    byte[] start = new byte[(int) Math.min(file.size(), LARGEST)];
    file.copy(0, start, start.length);
    ByteBuffer bytes = ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN);
    require(
        start.length >= 12 && isMagic(start), file, "is no .npy file; write it with numpy.save");
    int version = start[6];
    require(version >= 1 && version <= 3, file, "has an unknown version; write it with numpy.save");
    int from = version == 1 ? 10 : 12;
    long length = version == 1 ? Short.toUnsignedInt(bytes.getShort(8)) : bytes.getInt(8);
    require(length >= 0 && from + length <= start.length, file, "is cut short in its header");
    String text = new String(start, from, (int) length, StandardCharsets.UTF_8);
    return parsed(name, file, text, from + length);
  }

  private static boolean isMagic(byte[] start) {
    return ByteBuffer.wrap(start, 0, MAGIC.length).equals(ByteBuffer.wrap(MAGIC));
  }

  private static NpyHeader parsed(String name, MappedFile file, String text, long dataFrom) {
    String descr = group(DESCR, file, text);
    require(
        TYPES.containsKey(descr),
        file,
        "has the type '"
            + descr
            + "', but must have one of <f4, <f8, <i4, <i8, |u1; convert it, as with"
            + " array.astype('<f4')");
    require(
        group(ORDER, file, text).equals("False"),
        file,
        "is in Fortran order, in which records are scattered; write numpy.ascontiguousarray of it");
    long[] shape = shape(group(SHAPE, file, text));
    require(
        shape.length > 0 && shape[0] > 0 && shape[0] <= Integer.MAX_VALUE,
        file,
        "must have a first axis of 1 to " + Integer.MAX_VALUE + " records");
    long[] ofRecord = new long[shape.length - 1];
    System.arraycopy(shape, 1, ofRecord, 0, ofRecord.length);
    NpyHeader header =
        new NpyHeader(Field.of(name, TYPES.get(descr), ofRecord), shape[0], dataFrom);
    header.requireLength(file);
    return header;
  }

  private static long[] shape(String sizes) {
    return Stream.of(sizes.split(",", -1))
        .map(String::strip)
        .filter(size -> !size.isEmpty())
        .mapToLong(Long::parseLong)
        .toArray();
  }

  private void requireLength(MappedFile file) {
    long expected = Math.addExact(dataFrom, Math.multiplyExact(records, (long) recordBytes()));
    require(
        file.size() == expected,
        file,
        "has "
            + file.size()
            + " bytes, but its header says "
            + expected
            + "; it was cut short or is still being written");
  }

  int recordBytes() {
    return field.values() * field.type().bytes();
  }

  private static String group(Pattern pattern, MappedFile file, String text) {
    Matcher matcher = pattern.matcher(text);
    require(
        matcher.find(),
        file,
        "has a header that is not understood, as of a structured type; write a plain array");
    return matcher.group(1);
  }

  private static void require(boolean condition, MappedFile file, String otherwise) {
    if (!condition) {
      throw new IllegalArgumentException("the file " + file.file() + " " + otherwise);
    }
  }
}
