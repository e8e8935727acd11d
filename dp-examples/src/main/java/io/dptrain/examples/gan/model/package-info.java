/**
 * A small GAN as a graph, and how its two networks are trained.
 *
 * <p>Read {@link io.dptrain.examples.gan.model.Gan}, then {@link
 * io.dptrain.examples.gan.model.Recipe}. A private discriminator is in {@code
 * PrivateDiscriminator}, which says why the generator costs no privacy.
 */
package io.dptrain.examples.gan.model;
