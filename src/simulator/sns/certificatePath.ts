/** Path of the signing certificate. It is constant, so that a gateway can be configured before the simulator runs. */
export const certificatePath = '/SimpleNotificationService-5171a7ed5171a7ed5171a7ed5171a7ed.pem';
