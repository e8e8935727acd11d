package io.dptrain.core.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dptrain.core.random.RandomBits;
import io.dptrain.core.random.SeededBits;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.commons.math3.distribution.ChiSquaredDistribution;
import org.junit.jupiter.api.Test;

class UserIndexTest {
  private final RandomBits bits = SeededBits.of(8);

  @Test
  void of_oneOwnerEach_knowsTheRowsOfAll() {
    UserIndex index = UserIndex.of(4, new int[] {2, 0, 2, 1, 2});
    assertThat(index.users()).isEqualTo(4);
    assertThat(index.rows()).isEqualTo(5);
    assertThat(index.rowsOf(0)).containsExactly(1);
    assertThat(index.rowsOf(2)).containsExactly(0, 2, 4);
    assertThat(index.rowsOf(3)).isEmpty();
    assertThat(index.sizeOf(2)).isEqualTo(3);
    assertThat(index.hasSingleOwners()).isTrue();
    assertThat(index.meanRowsNotPrivate(2)).isEqualTo((1 + 1 + 2) / 4.0);
  }

  @Test
  void ofIds_anyIds_areNumberedAsTheyCome() {
    UserIndex index = UserIndex.ofIds(List.of("bo", "al", "bo", "cy"));
    assertThat(index.users()).isEqualTo(3);
    assertThat(index.rowsOf(0)).containsExactly(0, 2);
    assertThat(index.rowsOf(1)).containsExactly(1);
  }

  @Test
  void rowsOf_changed_changesNothing() {
    UserIndex index = UserIndex.of(1, new int[] {0, 0});
    index.rowsOf(0)[0] = 7;
    assertThat(index.rowsOf(0)).containsExactly(0, 1);
  }

  @Test
  void of_userThatIsNone_isRefused() {
    assertThatThrownBy(() -> UserIndex.of(3, new int[] {0, 3}))
        .hasMessageContaining("from 0 to 2, but one has 3");
    assertThatThrownBy(() -> UserIndex.of(3, new int[] {-1}))
        .hasMessageContaining("but one has -1");
    assertThatThrownBy(() -> UserIndex.of(0, new int[0])).hasMessageContaining("users must be");
    assertThatThrownBy(() -> UserIndex.ofOwners(3, List.of(new int[0])))
        .hasMessageContaining("each row must have an owner");
  }

  /** A user who is named twice for a row has it once. */
  @Test
  void ofOwners_severalOwners_haveTheRowEach() {
    UserIndex index =
        UserIndex.ofOwners(3, List.of(new int[] {0, 1, 0}, new int[] {1}, new int[] {2, 1}));
    assertThat(index.rowsOf(0)).containsExactly(0);
    assertThat(index.rowsOf(1)).containsExactly(0, 1, 2);
    assertThat(index.rowsOf(2)).containsExactly(2);
    assertThat(index.hasSingleOwners()).isFalse();
    assertThat(UserIndex.ofOwners(1, List.of(new int[] {0})).hasSingleOwners())
        .as("by how it is made, not by what is in it")
        .isFalse();
    UserIndex single = index.withSingleOwners();
    assertThat(single.hasSingleOwners()).isTrue();
    assertThat(single.users()).isEqualTo(3);
    assertThat(IntStream.range(0, 3).mapToObj(single::rowsOf))
        .containsExactly(new int[0], new int[] {1}, new int[0]);
  }

  @Test
  void someRowsOf_userOfFewRows_areAll() {
    assertThat(UserIndex.of(1, new int[] {0, 0, 0}).someRowsOf(0, 3, bits))
        .containsExactly(0, 1, 2);
  }

  /** Each of the ten sets of two of five rows; a false reject has probability 1e-6. */
  @Test
  void someRowsOf_userOfManyRows_areUniform() {
    UserIndex index = UserIndex.of(2, new int[] {1, 0, 1, 1, 0, 1, 1});
    int[] counts = new int[1 << 7];
    for (int step = 0; step < 50_000; step++) {
      int[] some = index.someRowsOf(1, 2, bits);
      assertThat(some).isSorted().hasSize(2);
      counts[1 << some[0] | 1 << some[1]]++;
    }
    int[] seen = IntStream.of(counts).filter(count -> count > 0).toArray();
    assertThat(seen).hasSize(10);
    assertUniform(seen);
  }

  private static void assertUniform(int[] counts) {
    double expected = IntStream.of(counts).sum() / (double) counts.length;
    double squares =
        IntStream.of(counts).mapToDouble(count -> Math.pow(count - expected, 2) / expected).sum();
    assertThat(1 - new ChiSquaredDistribution(counts.length - 1).cumulativeProbability(squares))
        .isGreaterThan(1e-6);
  }

  private static List<int[]> randomOwners(Random random, int users) {
    List<int[]> owners = new ArrayList<>();
    for (int row = 0; row < 30; row++) {
      owners.add(random.ints(1 + random.nextInt(3), 0, users).toArray());
    }
    return owners;
  }

  /** From bits of its own, which nobody can ask for again. */
  @Test
  void boundedAndSomeRowsOf_again_areDrawnAnew() {
    UserIndex index = UserIndex.of(1, new int[200]);
    assertThat(index.bounded(20)).isNotEqualTo(index.bounded(20)).hasSize(20);
    assertThat(index.someRowsOf(0, 20)).isNotEqualTo(index.someRowsOf(0, 20)).hasSize(20);
  }

  /** Nobody owns more than allowed, and nothing that was left out would have had room. */
  @Test
  void bounded_randomOwners_keepsToTheBoundAndWastesNothing() {
    Random random = new Random(4);
    for (int graph = 0; graph < 2_000; graph++) {
      int users = 1 + random.nextInt(12);
      int most = 1 + random.nextInt(4);
      List<int[]> owners = randomOwners(random, users);
      int[] kept = UserIndex.ofOwners(users, owners).bounded(most, bits);
      int[] owned = new int[users];
      for (int row : kept) {
        IntStream.of(owners.get(row)).distinct().forEach(user -> owned[user]++);
      }
      assertThat(IntStream.of(owned).allMatch(count -> count <= most)).isTrue();
      assertThat(kept).isSorted().doesNotHaveDuplicates();
      for (int row = 0; row < owners.size(); row++) {
        if (Arrays.binarySearch(kept, row) < 0) {
          assertThat(IntStream.of(owners.get(row)).anyMatch(user -> owned[user] == most)).isTrue();
        }
      }
    }
  }

  /**
   * With one owner each, what is kept of a user is uniform and independent of how many rows others
   * have: a neighbor differs in one group alone. A false reject has probability 1e-6.
   */
  @Test
  void bounded_oneOwnerEach_isUniformForEachUser() {
    int[] userOfRow = {0, 0, 0, 0, 1, 1, 1, 2};
    int[] counts = new int[1 << 8];
    for (int run = 0; run < 60_000; run++) {
      int set = 0;
      for (int row : UserIndex.of(3, userOfRow).bounded(2, bits)) {
        set |= 1 << row;
      }
      counts[set]++;
    }
    int[] seen = IntStream.of(counts).filter(count -> count > 0).toArray();
    assertThat(seen).as("sets of two of four, and of two of three").hasSize(6 * 3);
    assertUniform(seen);
  }

  /**
   * Why the guarantee for rows of several owners is for data with the same owners: without user 0,
   * rows of users 1 and 2 change places all along the chain.
   */
  @Test
  void bounded_severalOwners_oneUserLessChangesRowsOfOthers() {
    List<int[]> chain = new ArrayList<>();
    for (int user = 0; user < 9; user++) {
      chain.add(new int[] {user, user + 1});
    }
    List<int[]> without = chain.subList(1, chain.size());
    int changed = 0;
    for (int seed = 0; seed < 50; seed++) {
      int[] kept = UserIndex.ofOwners(10, chain).bounded(1, SeededBits.of(seed));
      int[] other = UserIndex.ofOwners(10, without).bounded(1, SeededBits.of(seed));
      int[] moved = IntStream.of(other).map(row -> row + 1).toArray();
      changed += Arrays.equals(IntStream.of(kept).filter(row -> row > 0).toArray(), moved) ? 0 : 1;
    }
    assertThat(changed).isPositive();
  }

  /** Two million rows are indexed and bounded in a moment. */
  @Test
  void bounded_manyRows_isQuick() {
    int rows = 2_000_000;
    int[] userOfRow =
        IntStream.range(0, rows).map(row -> (int) (row * 2_654_435_761L % 100_003)).toArray();
    UserIndex index = UserIndex.of(100_003, userOfRow);
    int[] kept = index.bounded(3, bits);
    assertThat(kept.length).isBetween(250_000, 300_009);
  }
}
