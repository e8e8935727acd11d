package io.dptrain.accountant.rdp;

import io.dptrain.accountant.event.NeighboringRelation;

/**
 * What was promised, and how it was found.
 *
 * @param epsilon never below the true epsilon; infinite if nothing is promised
 * @param delta the delta at which epsilon holds
 * @param order the order that gave epsilon; NaN if epsilon is infinite
 * @param orderAtEnd whether that is the smallest or largest order the accountant keeps, so that a
 *     wider range may give a smaller epsilon; false if epsilon is 0 or infinite
 * @param relation the neighboring relation under which it holds
 */
public record RdpGuarantee(
    double epsilon, double delta, double order, boolean orderAtEnd, NeighboringRelation relation) {}
