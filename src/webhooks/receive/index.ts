export {
  DeliveryVerificationError,
  type DeliveryVerificationErrorCode,
  deliveryVerificationErrorCodes,
} from './delivery-verification-error.ts';
export { type DeliveryMiddleware, deliveryOf, type ReceiveOptions, receiveDeliveries } from './receive-deliveries.ts';
export { type DeliveryMemory, SeenDeliveries } from './seen-deliveries.ts';
export {
  type DeliveryVerification,
  type VerificationOptions,
  type VerifiedDelivery,
  verifyDelivery,
} from './verify-delivery.ts';
