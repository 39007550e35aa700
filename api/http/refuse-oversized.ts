import type { RequestHandler } from 'express';
import { ApiError } from './api-error.ts';

const MOST_HEADERS = 100;
const LONGEST_ADDRESS = 8_192;

/** Refuses what no client of ours sends, before anything is looked at. */
export const refuseOversized: RequestHandler = (req, _res, next) => {
  if (req.rawHeaders.length / 2 > MOST_HEADERS) throw new ApiError('headers-too-large');
  if (req.url.length > LONGEST_ADDRESS) throw new ApiError('address-too-long', { params: { max: LONGEST_ADDRESS } });
  next();
};
