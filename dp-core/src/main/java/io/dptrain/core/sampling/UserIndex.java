package io.dptrain.core.sampling;

import io.dptrain.accountant.calibration.UserLevelPlan;
import io.dptrain.core.internal.Checks;
import io.dptrain.core.random.RandomBits;
import io.dptrain.core.random.SecureBits;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Which rows of a data set are whose, where a user may have any number of them: the privacy unit is
 * the user, with all of its rows.
 *
 * <p>There are two ways to protect users. Either <b>users are sampled</b>, some rows of each are
 * drawn for the step ({@link #someRowsOf}), and the gradient of a user is clipped as one; then no
 * row may have two owners ({@link #withSingleOwners}). Or <b>rows are sampled</b> and clipped each
 * for itself, out of those that {@link #bounded} leaves, so that no user has more than {@code k};
 * what that costs is said by {@code PldAccountant.forGroup(k)}. {@link UserLevelPlan} says which of
 * the two needs less noise.
 *
 * <p>The number of users is public, as the size of a data set is; how many rows a user has is not.
 *
 * <p>Immutable. 4 bytes for each row and each user.
 */
public final class UserIndex {
  private final int rows;

  /** Where the rows of each user begin in the list of all; and the end. */
  private final int[] starts;

  /** User after user, ascending for each. */
  private final int[] rowsOfUsers;

  /**
   * Of bits that somebody knows, each one fewer would change what is drawn of all users behind it.
   */
  private final RandomBits secure = SecureBits.create();

  private final boolean hasSingleOwners;

  private UserIndex(int rows, int[] starts, int[] rowsOfUsers, boolean hasSingleOwners) {
    this.rows = rows;
    this.hasSingleOwners = hasSingleOwners;
    this.starts = starts;
    this.rowsOfUsers = rowsOfUsers;
  }

  /**
   * An index of rows with one owner each.
   *
   * @param users how many there are, at least 1; some may have no rows
   * @param userOfRow the number of the owner of each row, from 0 to {@code users - 1}
   */
  public static UserIndex of(int users, int[] userOfRow) {
    Checks.atLeastOne("users", users);
    int[] starts = new int[users + 1];
    for (int user : userOfRow) {
      starts[requireUser(user, users) + 1]++;
    }
    Arrays.parallelPrefix(starts, Integer::sum);
    int[] filled = starts.clone();
    int[] rowsOfUsers = new int[userOfRow.length];
    for (int row = 0; row < userOfRow.length; row++) {
      rowsOfUsers[filled[userOfRow[row]]++] = row;
    }
    return new UserIndex(userOfRow.length, starts, rowsOfUsers, true);
  }

  /**
   * An index of rows with one owner each, by any ids that have equality. Users are numbered in the
   * order in which they come first; samplers treat all numbers alike, but for {@link FixedOrder}.
   */
  public static UserIndex ofIds(List<?> idOfRow) {
    Map<Object, Integer> numbers = new HashMap<>();
    int[] userOfRow = new int[idOfRow.size()];
    int row = 0;
    for (Object id : idOfRow) {
      userOfRow[row++] = numbers.computeIfAbsent(id, any -> numbers.size());
    }
    return of(numbers.size(), userOfRow);
  }

  /**
   * An index of rows with one or more owners each.
   *
   * @param users as of {@link #of}
   * @param ownersOfRow the numbers of the owners of each row; one that is named twice counts once
   */
  public static UserIndex ofOwners(int users, List<int[]> ownersOfRow) {
    Checks.atLeastOne("users", users);
    int[][] owners = new int[ownersOfRow.size()][];
    int[] starts = new int[users + 1];
    for (int row = 0; row < owners.length; row++) {
      owners[row] = IntStream.of(ownersOfRow.get(row)).distinct().toArray();
      if (owners[row].length == 0) {
        throw new IllegalArgumentException(
            "each row must have an owner, but one has none; leave it out, or name its user");
      }
      for (int user : owners[row]) {
        starts[requireUser(user, users) + 1]++;
      }
    }
    Arrays.parallelPrefix(starts, Math::addExact);
    int[] filled = starts.clone();
    int[] rowsOfUsers = new int[starts[users]];
    for (int row = 0; row < owners.length; row++) {
      for (int user : owners[row]) {
        rowsOfUsers[filled[user]++] = row;
      }
    }
    return new UserIndex(owners.length, starts, rowsOfUsers, false);
  }

  private static int requireUser(int user, int users) {
    if (user < 0 || user >= users) {
      throw new IllegalArgumentException(
          "a user must have a number from 0 to "
              + (users - 1)
              + ", but one has "
              + user
              + "; number them, or use ofIds(...)");
    }
    return user;
  }

  /** How many users there are: the size of the data set for a sampler of users. Public. */
  public int users() {
    return starts.length - 1;
  }

  /** How many rows the data set has. */
  public int rows() {
    return rows;
  }

  /** The rows of a user, ascending; a copy. Sensitive. */
  public int[] rowsOf(int user) {
    return Arrays.copyOfRange(rowsOfUsers, starts[user], starts[user + 1]);
  }

  /** How many rows a user has. Sensitive. */
  public int sizeOf(int user) {
    return starts[user + 1] - starts[user];
  }

  /** The mean number of rows of a user, where at most so many count. Not private. */
  public double meanRowsNotPrivate(int most) {
    return IntStream.range(0, users()).mapToDouble(user -> Math.min(most, sizeOf(user))).sum()
        / users();
  }

  /**
   * Whether no row can have several owners: because of how the index was made, and not of what is
   * in it, so that nothing of the data is seen by it.
   */
  public boolean hasSingleOwners() {
    return hasSingleOwners;
  }

  /** How many owners each row has. */
  private int[] owners() {
    int[] owners = new int[rows];
    for (int row : rowsOfUsers) {
      owners[row]++;
    }
    return owners;
  }

  /**
   * The same without the rows that have several owners, where users are sampled. A user takes all
   * of its rows along when it is removed; such a row would then be missing in the gradients of
   * other users, and more than one gradient would change.
   */
  public UserIndex withSingleOwners() {
    int[] owners = owners();
    int[] newStarts = new int[starts.length];
    int[] kept = new int[rowsOfUsers.length];
    int count = 0;
    for (int user = 0; user < users(); user++) {
      for (int i = starts[user]; i < starts[user + 1]; i++) {
        if (owners[rowsOfUsers[i]] == 1) {
          kept[count++] = rowsOfUsers[i];
        }
      }
      newStarts[user + 1] = count;
    }
    return new UserIndex(rows, newStarts, Arrays.copyOf(kept, count), true);
  }

  /**
   * Some rows of a user for a step: as many as there are, or {@code most} of them, each set as
   * likely. It depends on that user's rows alone.
   *
   * @param most at least 1
   * @return ascending. Sensitive
   */
  public int[] someRowsOf(int user, int most) {
    return someRowsOf(user, most, secure);
  }

  /** The same from given bits. */
  int[] someRowsOf(int user, int most, RandomBits bits) {
    Checks.atLeastOne("most", most);
    int[] all = rowsOf(user);
    if (all.length <= most) {
      return all;
    }
    shuffleFirst(all, most, bits);
    int[] some = Arrays.copyOf(all, most);
    Arrays.sort(some);
    return some;
  }

  /** Moves a uniform choice, in uniform order, to the front. */
  private static void shuffleFirst(int[] all, int count, RandomBits bits) {
    for (int i = 0; i < count; i++) {
      int chosen = i + bits.nextBelow(all.length - i);
      int moved = all[i];
      all[i] = all[chosen];
      all[chosen] = moved;
    }
  }

  /**
   * Rows of which no user owns more than {@code most}: contribution bounding, before rows are
   * sampled one by one. They are gone through in random order, and each is kept if all of its
   * owners have room for it. Draw once, before the training.
   *
   * <p><b>Guarantee</b>: where each row has one owner, what is kept of a user depends on that
   * user's rows alone, and a user more or less is a group of at most {@code most} rows more or
   * less. Where rows have several owners, a user that is removed makes room for rows of others;
   * then the guarantee is for data sets with the <b>same owners</b> of all rows, in which the
   * content of one user's rows is missing.
   *
   * <p><b>Source</b>: the greedy algorithm for rows of several owners of Ganesh et al. 2025, "It's
   * my data too: private ML for datasets with multi-user training examples".
   *
   * @param most at least 1
   * @return ascending. Which they are is sensitive
   */
  public int[] bounded(int most) {
    return bounded(most, secure);
  }

  /** The same from given bits. */
  int[] bounded(int most, RandomBits bits) {
    Checks.atLeastOne("most", most);
    int[] order = IntStream.range(0, rows).toArray();
    shuffleFirst(order, rows, bits);
    UserIndex ownersOfRows = inverse();
    int[] room = new int[users()];
    Arrays.fill(room, most);
    return IntStream.of(order).filter(row -> isKept(ownersOfRows, row, room)).sorted().toArray();
  }

  private static boolean isKept(UserIndex ownersOfRows, int row, int[] room) {
    int[] owners = ownersOfRows.rowsOf(row);
    boolean isKept = owners.length > 0 && IntStream.of(owners).allMatch(user -> room[user] > 0);
    if (isKept) {
      for (int user : owners) {
        room[user]--;
      }
    }
    return isKept;
  }

  /** From each row to its users. */
  private UserIndex inverse() {
    int[] counts = owners();
    int[] begin = new int[rows + 1];
    System.arraycopy(counts, 0, begin, 1, rows);
    Arrays.parallelPrefix(begin, Integer::sum);
    int[] filled = begin.clone();
    int[] users = new int[rowsOfUsers.length];
    for (int user = 0; user < users(); user++) {
      for (int i = starts[user]; i < starts[user + 1]; i++) {
        users[filled[rowsOfUsers[i]]++] = user;
      }
    }
    return new UserIndex(users(), begin, users, false);
  }
}
