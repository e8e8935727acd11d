package io.dptrain.core.data;

import static io.dptrain.core.data.Field.Type.FLOAT32;
import static io.dptrain.core.data.Field.Type.FLOAT64;
import static io.dptrain.core.data.Field.Type.INT32;
import static io.dptrain.core.data.Field.Type.INT64;
import static io.dptrain.core.data.Field.Type.UINT8;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dptrain.core.testing.LogRecords;
import io.dptrain.core.testing.NotedFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EpochRecordsTest {
  private static final int SIZE = 40;
  private static final int LARGE = 1 << 20;

  /** 41 bytes of values, whether they were read, and a checksum, in whole blocks. */
  private static final int SLOT = 48;

  private static final List<Integer> FAILING = List.of(3, 8, 13, 18, 23, 28);

  /** Three batches, and one without records; record 39 is in none. */
  private static final List<int[]> BATCHES = batches(0);

  private static final List<int[]> OTHERS = batches(1);

  @TempDir private Path folder;
  private final List<Integer> asked = Collections.synchronizedList(new ArrayList<>());
  private final List<int[]> ahead = Collections.synchronizedList(new ArrayList<>());
  private final List<NotedFile> files = Collections.synchronizedList(new ArrayList<>());
  private final LogRecords log = LogRecords.of(EpochRecords.class);

  @AfterEach
  void closeLog() {
    log.close();
  }

  private static List<int[]> batches(int shift) {
    List<int[]> batches = new ArrayList<>();
    for (int batch = 0; batch < 3; batch++) {
      int of = batch;
      batches.add(
          IntStream.range(0, SIZE - 1).filter(row -> (row * 7 + shift) % 3 == of).toArray());
    }
    batches.add(2, new int[0]);
    return batches;
  }

  /** Records of all types, whose bits are all different; some fail, each in another way. */
  private final class Source implements RecordSource {
    private final IntConsumer before;
    private final boolean hasFailing;
    private boolean isClosed;

    Source(IntConsumer before, boolean hasFailing) {
      this.before = before;
      this.hasFailing = hasFailing;
    }

    @Override
    public int size() {
      return SIZE;
    }

    @Override
    public List<Field> fields() {
      return List.of(
          Field.of("f", FLOAT32, 3),
          Field.of("d", FLOAT64),
          Field.of("i", INT32, 2).within(-1e9, 1e9),
          Field.of("l", INT64),
          Field.of("b", UINT8, 5));
    }

    @Override
    public boolean read(int row, RecordSink into) {
      asked.add(row);
      before.accept(row);
      int fault = hasFailing ? FAILING.indexOf(row) : -1;
      into.floats(0, row * 1.1f, -0f, Float.MIN_VALUE);
      into.doubles(1, fault == 0 ? Double.NaN : -Double.MIN_VALUE * row);
      into.ints(2, row, fault == 1 ? 1_000_000_001 : -row);
      if (fault != 2) {
        into.longs(3, Long.MIN_VALUE + row);
      }
      into.bytes(4, new byte[fault == 3 ? 6 : 5]);
      if (fault == 4) {
        throw new IllegalStateException("record " + row);
      }
      return fault != 5;
    }

    @Override
    public void announce(int[] rows) {
      ahead.add(rows);
    }

    @Override
    public void close() {
      isClosed = true;
    }
  }

  private Source source() {
    return new Source(row -> {}, true);
  }

  private EpochRecords noted(RecordSource source, int room) {
    return EpochRecords.of(
        source,
        folder,
        bytes -> {
          files.add(new NotedFile(LARGE, room));
          return files.get(files.size() - 1);
        });
  }

  /** The bits of a record; empty if it fails. */
  private static Optional<ByteBuffer> bits(RecordSource source, int row) {
    ByteBuffer bits = ByteBuffer.allocate(100);
    List<List<Column>> columns = new ArrayList<>();
    source.fields().forEach(field -> columns.add(List.of(Column.encoded(field, bits))));
    return new RecordSink(source.fields(), columns).read(source, row, 0).isEmpty()
        ? Optional.of(bits.flip())
        : Optional.empty();
  }

  private static List<Optional<ByteBuffer>> bits(RecordSource source, int[] rows) {
    return IntStream.of(rows).mapToObj(row -> bits(source, row)).toList();
  }

  /** Reads an epoch as steps do, the last of which hears of the next epoch. */
  private List<Optional<ByteBuffer>> epoch(
      RecordSource data, List<int[]> batches, Optional<List<int[]>> next) {
    List<Optional<ByteBuffer>> all = new ArrayList<>();
    for (int step = 0; step < batches.size(); step++) {
      if (step + 1 < batches.size()) {
        data.announce(batches.get(step + 1));
      } else {
        next.ifPresent(
            more -> {
              data.announceEpoch(more);
              data.announce(more.get(0));
            });
      }
      all.addAll(bits(data, batches.get(step)));
    }
    return all;
  }

  private List<Optional<ByteBuffer>> twoEpochs(RecordSource data) {
    data.announceEpoch(BATCHES);
    List<Optional<ByteBuffer>> all = epoch(data, BATCHES, Optional.of(OTHERS));
    all.addAll(epoch(data, OTHERS, Optional.empty()));
    return all;
  }

  private static List<Integer> rows(List<int[]> batches) {
    return batches.stream().flatMapToInt(IntStream::of).boxed().collect(toList());
  }

  @Test
  void read_recordsOfAllTypesAndThoseThatFail_areThoseOfTheSourceToTheBit() {
    List<Optional<ByteBuffer>> expected = twoEpochs(source());
    try (RecordSource data = EpochRecords.of(source(), folder)) {
      assertThat(twoEpochs(data)).isEqualTo(expected);
    }
    assertThat(expected.stream().filter(Optional::isEmpty)).hasSize(2 * FAILING.size());
    assertThat(log.messages()).isEmpty();
  }

  @Test
  void read_epochs_goThroughTheSourceOnceAndThroughTheFileInOrder() {
    try (RecordSource data = noted(source(), LARGE)) {
      twoEpochs(data);
    }
    List<Integer> once = IntStream.range(0, SIZE - 1).boxed().collect(toList());
    assertThat(asked).isEqualTo(Stream.concat(once.stream(), once.stream()).toList());
    assertThat(ahead)
        .as("batches that were read ahead in the source")
        .allMatch(batch -> batch.length == 0);
    assertThat(files)
        .hasSize(2)
        .allSatisfy(file -> assertThat(steps(file.reads())).isSorted().hasSizeGreaterThan(2));
    assertThat(files).allSatisfy(file -> assertThat(file.isOpen()).isFalse());
  }

  /** Reading ahead and reading meet the same places, each in order. */
  private static List<Long> steps(List<Long> places) {
    return places.stream().distinct().toList();
  }

  @Test
  void read_recordOutOfTurn_comesFromTheSource() {
    try (RecordSource data = noted(source(), LARGE)) {
      data.announceEpoch(BATCHES);
      data.announce(BATCHES.get(1));
      bits(data, BATCHES.get(0));
      asked.clear();
      bits(data, BATCHES.get(1));
      assertThat(asked).isEmpty();
      List<Integer> later = rows(List.of(BATCHES.get(3)));
      assertThat(bits(data, BATCHES.get(3))).isEqualTo(bits(source(), BATCHES.get(3)));
      assertThat(asked.subList(0, later.size())).isEqualTo(later);
    }
  }

  @Test
  void announce_recordsOfNoBatch_areReadAheadInTheSource() {
    try (RecordSource data = noted(source(), LARGE)) {
      data.announce(new int[] {1, 2});
      data.announceEpoch(BATCHES);
      data.announce(new int[] {1, 2, 3});
      assertThat(ahead).containsExactly(new int[] {1, 2}, new int[] {1, 2, 3});
    }
  }

  /** The last batch of an epoch is read from its file, and does not wait for the next one's. */
  @Test
  void read_lastBatch_doesNotWaitForTheNextEpoch() {
    CountDownLatch isRead = new CountDownLatch(1);
    Source slow =
        new Source(
            row -> {
              if (asked.size() > SIZE - 1) {
                await(isRead);
              }
            },
            true);
    List<Optional<ByteBuffer>> expected = twoEpochs(source());
    asked.clear();
    try (RecordSource data = noted(slow, LARGE)) {
      data.announceEpoch(BATCHES);
      List<Optional<ByteBuffer>> all = epoch(data, BATCHES, Optional.of(OTHERS));
      isRead.countDown();
      all.addAll(epoch(data, OTHERS, Optional.empty()));
      assertThat(all).isEqualTo(expected);
    }
    assertThat(asked).hasSize(2 * (SIZE - 1));
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void goesOn(RecordSource data) {
    List<Optional<ByteBuffer>> expected = twoEpochs(source());
    assertThat(twoEpochs(data)).isEqualTo(expected);
    assertThat(log.messages()).hasSize(1);
    assertThat(log.messages().get(0))
        .contains(folder.toString(), "room")
        .doesNotContain("\n")
        .doesNotContain("row");
  }

  @Test
  void read_diskThatIsFull_goesOnFromTheSourceAndSaysSoOnce() {
    try (RecordSource data = noted(source(), 500)) {
      goesOn(data);
    }
    assertThat(log.messages().get(0)).contains("No space left on device");
    assertThat(files).allSatisfy(file -> assertThat(file.isOpen()).isFalse());
    assertThat(ahead).as("batches that were read ahead in the source").isNotEmpty();
  }

  @Test
  void read_folderThatIsGone_goesOnFromTheSourceAndSaysSoOnce() throws IOException {
    Path scratch = Files.createDirectory(folder.resolve("scratch"));
    try (RecordSource data = EpochRecords.of(source(), scratch)) {
      Files.delete(scratch);
      goesOn(data);
    }
  }

  @Test
  void read_storageThatFailsInThePass_failsInItsOwnReadAlone() {
    Source failing =
        new Source(
            row -> {
              if (row == 30) {
                throw new RecordSource.StorageException("the disk is gone", new IOException());
              }
            },
            true);
    try (RecordSource data = noted(failing, LARGE)) {
      data.announceEpoch(BATCHES);
      data.announce(BATCHES.get(1));
      assertThat(bits(data, 1)).isPresent();
      assertThatThrownBy(() -> bits(data, BATCHES.get(0))).hasMessage("the disk is gone");
    }
    assertThat(log.messages()).hasSize(1);
  }

  /** A system finds out late that it cannot write. */
  @Test
  void read_bytesThatTheDiskLost_areReadFromTheSource() {
    List<Optional<ByteBuffer>> expected = bits(source(), BATCHES.get(1));
    try (RecordSource data = noted(source(), LARGE)) {
      data.announceEpoch(BATCHES);
      bits(data, BATCHES.get(0)); // waits for the pass
      asked.clear();
      int second = BATCHES.get(0).length + 1;
      files.get(0).lose(SLOT * second + 30, SLOT * second + 40);
      data.announce(BATCHES.get(1));
      assertThat(bits(data, BATCHES.get(1))).isEqualTo(expected);
    }
    assertThat(asked).containsExactly(BATCHES.get(1)[1]);
    assertThat(log.messages()).hasSize(1);
  }

  @Test
  void read_whoWaitsWhenItIsClosed_doesNotWaitForever() throws Exception {
    CountDownLatch isClosing = new CountDownLatch(1);
    CountDownLatch begun = new CountDownLatch(1);
    Source slow =
        new Source(
            row -> {
              if (Thread.currentThread().isDaemon()
                  && Thread.currentThread().getName().equals("dptrain epoch")) {
                begun.countDown();
                await(isClosing);
              }
            },
            false);
    EpochRecords data = noted(slow, LARGE);
    data.announceEpoch(BATCHES);
    CompletableFuture<Optional<ByteBuffer>> waiting =
        CompletableFuture.supplyAsync(() -> bits(data, BATCHES.get(0)[0]));
    await(begun);
    CompletableFuture<Void> closing = CompletableFuture.runAsync(data::close);
    assertThat(waiting.get(20, TimeUnit.SECONDS)).isPresent();
    assertThat(slow.isClosed).as("while a record is read").isFalse();
    isClosing.countDown();
    closing.get(20, TimeUnit.SECONDS);
    assertThat(slow.isClosed).isTrue();
    data.announceEpoch(BATCHES);
    assertThat(bits(data, BATCHES.get(0)[0])).isPresent();
  }

  @Test
  void close_always_leavesNothingInTheFolder() {
    RecordSource data = EpochRecords.of(source(), folder);
    twoEpochs(data);
    data.announceEpoch(BATCHES);
    data.close();
    assertThat(folder).isEmptyDirectory();
  }

  /** A name that stands in each record of a class, so that it would show in many places. */
  @Test
  void file_bytes_areEncryptedAndDifferFromEpochToEpoch() {
    String name = "Ada Lovelace, 1815";
    byte[] text = name.getBytes(StandardCharsets.US_ASCII);
    byte[] all = new byte[SIZE * text.length];
    for (int row = 0; row < SIZE; row++) {
      System.arraycopy(text, 0, all, row * text.length, text.length);
    }
    Field field = Field.of("name", UINT8, text.length);
    try (RecordSource data = noted(ArrayRecords.of(SIZE).with(field, all), LARGE)) {
      data.announceEpoch(BATCHES);
      epoch(data, BATCHES, Optional.of(BATCHES));
      epoch(data, BATCHES, Optional.empty());
      assertThat(asked).isEmpty();
    }
    List<String> slots = files.stream().flatMap(EpochRecordsTest::slots).toList();
    assertThat(slots).hasSize(2 * (SIZE - 1)).doesNotHaveDuplicates();
    assertThat(files)
        .allSatisfy(
            file ->
                assertThat(new String(file.bytes(), StandardCharsets.ISO_8859_1))
                    .doesNotContain("Ada"));
  }

  /** All records are of 32 bytes: 18, whether it was read, a checksum, and whole blocks. */
  private static Stream<String> slots(NotedFile file) {
    return IntStream.range(0, (int) file.size() / 32)
        .mapToObj(slot -> Arrays.copyOfRange(file.bytes(), slot * 32, slot * 32 + 32))
        .map(Arrays::toString);
  }

  /** What happens to the file, with records that fail and without. */
  @Test
  void file_recordsThatFail_lookLikeAllOthers() {
    for (boolean hasFailing : List.of(true, false)) {
      try (RecordSource data = noted(new Source(row -> {}, hasFailing), LARGE)) {
        data.announceEpoch(BATCHES);
        epoch(data, BATCHES, Optional.empty());
      }
    }
    assertThat(files.get(0).writes()).isEqualTo(files.get(1).writes());
    assertThat(files.get(0).size()).isEqualTo(files.get(1).size());
    assertThat(steps(files.get(0).reads())).isEqualTo(steps(files.get(1).reads()));
    assertThat(log.messages()).isEmpty();
  }

  @Test
  void of_whatCannotBeLaidOut_isRefusedWithTheFix() {
    assertThatThrownBy(() -> EpochRecords.of(source(), folder.resolve("none")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("none")
        .hasMessageContaining("make it");
    Field large = Field.of("x", FLOAT64, Integer.MAX_VALUE / 8);
    RecordSource huge =
        new RecordSource() {
          @Override
          public int size() {
            return 1;
          }

          @Override
          public List<Field> fields() {
            return List.of(large);
          }

          @Override
          public boolean read(int row, RecordSink into) {
            return false;
          }
        };
    assertThatThrownBy(() -> EpochRecords.of(huge, folder))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2^30");
  }

  /** Announcements of other batches than there are change nothing. */
  @Test
  void announceEpoch_batchesThatAreNone_areNotHeardOf() {
    try (RecordSource data = noted(source(), LARGE)) {
      data.announceEpoch(List.of());
      data.announceEpoch(List.of(new int[] {SIZE}));
      assertThat(bits(data, 1)).isPresent();
    }
    assertThat(log.messages()).hasSize(1);
  }
}
