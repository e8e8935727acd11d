/**
 * How far a budget reaches when what to spend next is decided on the way.
 *
 * <p>Read {@link io.dptrain.accountant.filter.BudgetFilter}, which holds the theorem and its proof,
 * and {@link io.dptrain.accountant.filter.PrivacyCost}, what is spent.
 *
 * <p>Guarantees: whatever was chosen, in which order, on seeing which outputs, and wherever it
 * ended, all that was released together is within the budget, if the shares add up to at most 1.
 *
 * <p>Not guaranteed: an epsilon below that of the budget, once somebody stopped because of what was
 * released. {@link io.dptrain.accountant.filter.BudgetFilter#epsilon} says how to read it.
 */
package io.dptrain.accountant.filter;
