/**
 * What experiments build their models from: {@link io.dptrain.examples.lab.model.LabGraph}, a graph
 * with its session; {@link io.dptrain.examples.lab.model.Dense} and {@link
 * io.dptrain.examples.lab.model.Net}, layers; {@link io.dptrain.examples.lab.model.Draw}, random
 * values.
 */
package io.dptrain.examples.lab.model;
