package io.dptrain.accountant.event;

/**
 * Which two data sets must be hard to tell apart.
 *
 * <p>A guarantee means nothing without it, and guarantees under different relations cannot be
 * compared: replacing a record is removing one and adding another, so it moves a clipped sum twice
 * as far.
 */
public enum NeighboringRelation {
  /** One data set has one privacy unit more than the other. A clipped sum moves by at most C. */
  ADD_OR_REMOVE_ONE(1),

  /** One privacy unit has other content. A clipped sum moves by at most 2 C. */
  REPLACE_ONE(2);

  private final int contributions;

  NeighboringRelation(int contributions) {
    this.contributions = contributions;
  }

  /**
   * Returns how many times the bound on one unit's contribution a sum can move: the sensitivity of
   * a clipped sum is this times the clip norm.
   *
   * <p><b>Unit:</b> none. 1 or 2.
   */
  public int contributions() {
    return contributions;
  }
}
