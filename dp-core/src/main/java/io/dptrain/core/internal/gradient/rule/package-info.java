/**
 * The rule of each op type at which a variable may meet data.
 *
 * <p><b>Read first.</b> {@link io.dptrain.core.internal.gradient.rule.UseSites} finds the places,
 * {@link io.dptrain.core.internal.gradient.rule.UseSiteRules} is the table of rules, and {@link
 * io.dptrain.core.internal.gradient.rule.SiteDelta} what a rule is given: the gradient of the loss
 * by the output of the operation. A use that no rule covers is mapped over the examples ({@link
 * io.dptrain.core.internal.gradient.rule.MappedSite}).
 *
 * <p><b>Guarantees.</b> A rule that does not cover a use says so, and costs time instead of
 * correctness. Each rule has its formula at its class.
 *
 * <p><b>What it does not guarantee.</b> That a rule is the fastest way: forms choose by counting
 * multiplications.
 */
package io.dptrain.core.internal.gradient.rule;
